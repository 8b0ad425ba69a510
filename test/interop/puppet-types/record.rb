# Records what an installed Puppet says of values and types: ruby record.rb > instances.jsonl
require 'puppet'; require 'json'
Puppet.initialize_settings
include Puppet::Pops::Types
parser = TypeParser.singleton
desc = TypeMismatchDescriber.singleton
calc = TypeCalculator.singleton
types = ['Any','String','String[1]','String[2,3]','Integer','Integer[1,5]','Integer[0]','Float','Float[0.5,2.5]','Numeric','Boolean','Boolean[true]','Undef','Scalar','ScalarData','Data','RichData','Collection','Collection[1,2]',
"Enum['a','b']","Enum['A',true]","Pattern[/^a/]","Pattern[/\\Ax+\\z/,/b/]","Optional[String]","Optional[Integer[1]]","Optional[Enum['a']]","Optional[Array[String]]","NotUndef","NotUndef[String]","Optional[Variant[Integer,Boolean]]",
"Variant[Integer,String[1]]","Variant[Integer,Boolean,Undef]","Variant[Enum['a'],Enum['b']]","Variant[Integer,Optional[String]]","Variant[Array[Integer],Hash[String,Integer]]","Variant[Integer[1,2],Integer[5,6]]",
'Array','Array[Integer]','Array[String[1],1,3]','Array[Integer,2]','Array[Array[Integer]]','Array[Variant[Integer,Boolean]]','Hash','Hash[String,Integer]','Hash[String[2],Integer,1,2]','Hash[Enum[a,b],String]','Hash[String,Array[Integer]]',
"Struct[{'a'=>Integer}]","Struct[{'a'=>Integer,Optional['b']=>String}]","Struct[{'a'=>Optional[Integer]}]","Struct[{'a'=>Struct[{'c'=>Boolean}]}]","Struct[{NotUndef['a']=>Optional[Integer]}]",
'Tuple[Integer]','Tuple[Integer,String]','Tuple[Integer,String,1,4]','Tuple[Integer,0]','Sensitive','Sensitive[String]','Type','Type[String]','Callable','Iterable','Iterable[Integer]','Timestamp','SemVer','Regexp','Default','Variant[String,Array[String]]',"Optional[Sensitive[String]]","Optional[Hash]","Optional[Struct[{'a'=>Integer}]]", "Array[Struct[{'a'=>Integer}]]", "Hash[String,Struct[{'a'=>Integer[1]}]]", "Variant[Pattern[/^a/],Integer]","Optional[Pattern[/^a/]]","Variant[String[5],Integer]","Variant[String[5],Array[Integer,1]]","Variant[Array[Integer,2],Array[String,3]]"]
values = [nil,true,false,0,3,7,-1,1.5,'','a','b','abc','xx','A',[],[1],[1,2],['a'],['a','bcd'],[1,'x'],[[1],['a']],[nil],[1,2,3,4,5],{},{'a'=>1},{'a'=>'x'},{'b'=>'x'},{'a'=>1,'b'=>'y'},{'a'=>1,'z'=>true},{'a'=>{'c'=>true}},{'a'=>{'c'=>1}},{'a'=>nil},{'abc'=>5,'d'=>6,'ef'=>7},[{'a'=>1},{'a'=>'q'}],{'k'=>{'a'=>0}}]
types.each do |t|
  ty = parser.parse(t)
  values.each do |v|
    ok = ty.instance?(v)
    m = ok ? nil : desc.describe_mismatch('x', ty, calc.infer_set(v))
    puts((ok ? {type: t, value: v, ok: true} : {type: t, value: v, message: m}).to_json)
  end
end
