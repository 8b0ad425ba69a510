; Reads queries, a JSON string a line, and says of each what PuppetDB makes of it: {"ast": …} or {"error": "…"}.
; PuppetDB's own parser is called, without a server or a database.
(require '[cheshire.core :as json]
         '[puppetlabs.puppetdb.http.query :as query])

(doseq [line (line-seq (java.io.BufferedReader. *in*))]
  (let [text (json/parse-string line)
        answer (try {:ast (query/parse-json-or-pql-to-ast text "interop" false)}
                    (catch Throwable e {:error (.getMessage e)}))]
    (println (json/generate-string answer))))
