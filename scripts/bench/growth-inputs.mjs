// Configurations of any number of lines, one kind for each thing that a file can have many of.

const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join("");
const pick = (choices, index) => choices[index % choices.length];

const MAIN = "smtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";
const main = (text) => ({ path: "main.cf", dialect: "postfix-main", text });
const master = (text) => ({ path: "master.cf", dialect: "postfix-master", text });

const KNOWN = [
  "smtpd_banner = $myhostname ESMTP\n",
  "smtpd_tls_protocols = !SSLv2\n",
  "# a comment\n",
  "relayhost = [smtp.example.com]:587\n",
  "smtp_tls_ciphers = medium\n",
];
const CIPHERS = ["RC4", "aNULL", "MD5", "DES", "kRSA"];
const POLICIES = ["encrypt", "secure match=nexthop", "may", "dane-only", "encrypt protocols=>=TLSv1.2"];

/** By name: files with `count` lines in all, or one or two more. */
export const INPUTS = {
  "main.cf: one setting each line": (count) => [
    main(MAIN + lines(count, (i) => `own_${i} = $myhostname, $own_${i + 1} word${i}\n`)),
  ],
  "main.cf: few settings, again and again": (count) => [main(MAIN + lines(count, (i) => pick(KNOWN, i)))],
  "main.cf: a value of many lines": (count) => [
    main(
      `${MAIN}mynetworks =\n${lines(count, (i) => (i % 10 === 0 ? "# a comment\n" : `    10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32,\n`))}`,
    ),
  ],
  "main.cf: a list of ciphers of many lines": (count) => [
    main(`${MAIN}smtpd_tls_exclude_ciphers =\n${lines(count, (i) => `    ${pick(CIPHERS, i)},\n`)}`),
  ],
  "master.cf: servers": (count) => [
    main(MAIN),
    master(
      lines(
        count / 2,
        (i) =>
          `10.0.${i >> 8}.${i & 255}:25 inet n - y - - smtpd\n  -o smtpd_tls_security_level=${pick(["may", "encrypt"], i)}\n`,
      ),
    ),
  ],
  "master.cf: clients": (count) => [
    main(MAIN),
    master(
      lines(
        count / 2,
        (i) => `relay${i} unix - - y - - smtp\n  -o smtp_tls_security_level=${pick(["may", "encrypt", "none"], i)}\n`,
      ),
    ),
  ],
  "master.cf: options of one service": (count) => [
    main(MAIN),
    master(`smtp inet n - y - - smtpd\n${lines(count, (i) => `  -o own_${i}=$own_${i + 1}\n`)}`),
  ],
  "table: TLS policies": (count) => [
    main(`${MAIN}smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n`),
    {
      path: "tls_policy",
      dialect: "postfix-map",
      text: lines(count, (i) => `example${i}.org ${pick(POLICIES, i)}\n`),
    },
  ],
};
