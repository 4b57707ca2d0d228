// servidor_eco, en JavaScript: `pipe`, que deja de leer mientras no puede escribir.
const net = require('net');

if (process.argv.length < 3) {
  console.error('uso: eco.js IP:PUERTO');
  process.exit(2);
}
const [ip, puerto] = process.argv[2].split(':');
const servidor = net.createServer({ allowHalfOpen: true }, (c) => {
  c.on('error', (error) => console.error('un cliente se ha ido a medias:', error.message));
  c.pipe(c);
});
const fallo = (error) => {
  console.error('error: no puedo escuchar en', process.argv[2], error.code);
  process.exit(1);
};
servidor.on('error', fallo);
try {
  servidor.listen(Number(puerto), ip, () => {
    const { address, port } = servidor.address();
    console.log(`escuchando en ${address}:${port}`);
  });
} catch (error) {
  fallo(error);
}
