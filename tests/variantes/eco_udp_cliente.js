// cliente_eco_udp, en JavaScript.
const dgram = require('dgram');
const fs = require('fs');

const acabar = (frase, codigo) => {
  console.error(frase);
  process.exit(codigo);
};
if (process.argv.length < 3) acabar('uso: eco_udp_cliente.js IP:PUERTO', 2);
const [ip, texto] = process.argv[2].split(':');
const puerto = Number(texto);
if (!(puerto > 0 && puerto < 65536)) acabar(`error: ${process.argv[2]} no es una dirección`, 1);
const mensaje = fs.readFileSync(0);
const socket = dgram.createSocket('udp4');
socket.on('error', (error) => acabar(`error: ${error.message}`, 1));
socket.on('message', (eco, de) => {
  if (de.port !== puerto || de.address !== ip || !eco.equals(mensaje)) return;
  fs.writeSync(1, eco);
  process.exit(0);
});
socket.send(mensaje, puerto, ip, (error) => {
  if (error) acabar(`error: ${error.message}`, 1);
});
setTimeout(() => acabar('error: en un segundo no ha llegado el eco', 1), 1000);
