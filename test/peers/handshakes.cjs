// One handshake for each cipher suite, by the TLS library of the Node.js that runs this: NODE handshakes.cjs < JOB > RESULTS
// JOB: {"port", "version", "suites": [NAME…]}. RESULTS: for each name whether the server agreed on it. Old libraries offer their
// defaults in place of a name that they do not know: who wants to be sure looks at the hello.
// Runs in Node.js 0.10 and later, hence the old words.

var tls = require("tls");

/** Handshakes at the same time: old servers take one client after the other. */
var TOGETHER = 4;
var METHODS = {
  SSLv2: "SSLv2_client_method",
  SSLv3: "SSLv3_client_method",
  TLSv1: "TLSv1_client_method",
  "TLSv1.1": "TLSv1_1_client_method",
  "TLSv1.2": "TLSv1_2_client_method",
};
var old = process.version.indexOf("v0.") === 0;

/** Options for exactly one version and one suite; null where the library refuses them. */
function optionsFor(version, name) {
  var options = old
    ? { secureProtocol: METHODS[version], ciphers: name }
    : {
        minVersion: version,
        maxVersion: version,
        ciphers: name + ":@SECLEVEL=0",
        ecdhCurve: "X25519:P-256:P-384:P-521",
      };
  var refused = null;
  try {
    if (!old) options.secureContext = tls.createSecureContext(options);
  } catch (error) {
    refused = error;
  }
  return refused === null ? options : null;
}

function handshake(port, version, name, done) {
  var options = optionsFor(version, name);
  if (options === null) return done(false);
  options.port = port;
  options.host = "127.0.0.1";
  options.rejectUnauthorized = false;
  options.minDHSize = 1;
  var ended = false;
  var end = function (accepted) {
    if (ended) return;
    ended = true;
    socket.destroy();
    done(accepted);
  };
  var socket = tls.connect(options);
  socket.on("secureConnect", function () {
    end(socket.getCipher().name === name);
  });
  socket.on("error", function () {
    end(false);
  });
  socket.on("close", function () {
    end(false);
  });
}

var text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", function (chunk) {
  text += chunk;
});
process.stdin.on("end", function () {
  var job = JSON.parse(text);
  var results = [];
  var next = 0;
  var open = job.suites.length;
  var work = function () {
    var index = next;
    next += 1;
    if (index >= job.suites.length) return;
    handshake(job.port, job.version, job.suites[index], function (accepted) {
      results[index] = accepted;
      open -= 1;
      if (open === 0) process.stdout.write(JSON.stringify(results) + "\n");
      else process.nextTick(work);
    });
  };
  for (var i = 0; i < TOGETHER; i += 1) work();
});
