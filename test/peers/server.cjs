// A TLS server that says nothing: NODE server.cjs < OPTIONS, which are those of tls.createServer as JSON. Prints its port.
// Runs in Node.js 0.10 and later, hence the old words. Ends with its standard input.

var tls = require("tls");

var text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", function (chunk) {
  text += chunk;
  if (text.indexOf("\n") === -1 || started) return;
  start(JSON.parse(text));
});
process.stdin.on("end", function () {
  process.exit(0);
});

var started = false;
function start(options) {
  started = true;
  var ignore = function () {};
  var server = tls.createServer(options, function (socket) {
    socket.on("error", ignore);
    socket.resume();
  });
  server.on("clientError", ignore).on("tlsClientError", ignore);
  server.listen(0, "127.0.0.1", function () {
    process.stdout.write(server.address().port + "\n");
  });
}
