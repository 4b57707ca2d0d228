// servidor_eco_udp, en JavaScript.
const dgram = require('dgram');

if (process.argv.length < 3) {
  console.error('uso: eco_udp_servidor.js IP:PUERTO');
  process.exit(2);
}
const [ip, puerto] = process.argv[2].split(':');
const socket = dgram.createSocket('udp4');
let escuchando = false;
const fallo = (error) => {
  console.error('error:', error.message);
  if (!escuchando) process.exit(1);
};
socket.on('error', fallo);
socket.on('message', (datos, de) => socket.send(datos, de.port, de.address, (error) => error && fallo(error)));
try {
  if (Number(puerto) > 65535) throw new RangeError('ese puerto no existe');
  socket.bind(Number(puerto), ip, () => {
    escuchando = true;
    const { address, port } = socket.address();
    console.log(`escuchando en ${address}:${port}`);
  });
} catch (error) {
  fallo(error);
}
