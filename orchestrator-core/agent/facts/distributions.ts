// A table of what Facter knows about Linux distributions.

/**
 * Distributions that Facter tells apart by their `ID`, with the group whose rules they follow; others follow their
 * `ID_LIKE`. The tree is Facter's `os_hierarchy`.
 */
export const groups: Readonly<Record<string, Group>> = {
  ...{ debian: 'debian', elementary: 'debian', raspbian: 'debian', devuan: 'debian' },
  ...{ ubuntu: 'ubuntu', linuxmint: 'ubuntu' },
  ...{ rhel: 'rhel', fedora: 'rhel', amzn: 'rhel', centos: 'rhel', ol: 'rhel', scientific: 'rhel' },
  ...{ meego: 'rhel', oel: 'rhel', ovs: 'rhel', mariner: 'rhel', azurelinux: 'rhel' },
  ...{ sles: 'sles', opensuse: 'sles', sled: 'sles' },
  ...{ archlinux: 'other', gentoo: 'other', alpine: 'other', photon: 'other' },
  ...{ slackware: 'other', mageia: 'other', openwrt: 'other' },
};
/** Distributions that follow the same rules. */
export type Group = 'debian' | 'ubuntu' | 'rhel' | 'sles' | 'other';

const afterRelease = /release (\d[\d.]*)/;

/** Where a distribution keeps its version, when that is not `VERSION_ID` of os-release. */
export const releaseFiles: Readonly<Record<string, readonly [path: string, version: RegExp]>> = {
  alpine: ['/etc/alpine-release', /^(.+)$/],
  amzn: ['/etc/system-release', /(?:release|Amazon Linux) (\d[\d.]*)/],
  azurelinux: ['/etc/azurelinux-release', /AZURELINUX_BUILD_NUMBER=([\d.]+)/],
  debian: ['/etc/debian_version', /^(.+)$/],
  devuan: ['/etc/devuan_version', /^(.+)$/],
  elementary: ['/etc/debian_version', /^(.+)$/],
  gentoo: ['/etc/gentoo-release', afterRelease],
  linuxmint: ['/etc/linuxmint/info', /^RELEASE=(\d+)/m],
  mageia: ['/etc/mageia-release', /Mageia release ([\d.]+)/],
  mariner: ['/etc/mariner-release', /CBL-Mariner ([\d.]+)/],
  meego: ['/etc/meego-release', /(\d\.\d)/],
  oel: ['/etc/enterprise-release', afterRelease],
  ol: ['/etc/oracle-release', afterRelease],
  openwrt: ['/etc/openwrt_version', /^(\d+.\d+.*)/m],
  ovs: ['/etc/ovs-release', afterRelease],
  photon: ['/etc/lsb-release', /DISTRIB_RELEASE="(\d+\.\d+)/],
  raspbian: ['/etc/debian_version', /^(.+)$/],
  slackware: ['/etc/slackware-version', /Slackware ([\d.]+)/],
};
/** Families by what `ID_LIKE`, else `ID`, holds; the first counts. */
export const families: readonly (readonly [RegExp, string])[] = [
  [
    /redhat|rhel|fedora|centos|scientific|ascendos|cloudlinux|psbm|oraclelinux|ovs|oel|amazon|xenserver|xcp-ng|virtuozzo|photon|mariner|azurelinux/i,
    'RedHat',
  ],
  [/debian|ubuntu|huaweios|linuxmint|devuan|kde/i, 'Debian'],
  [/sles|sled|suse/i, 'Suse'],
  [/gentoo/i, 'Gentoo'],
  [/arch|manjaro/i, 'Archlinux'],
  [/mandrake|mandriva|mageia/i, 'Mandrake'],
];
