// servidor_saludo, en JavaScript: un solo hilo, y el sistema acepta por él.
const net = require('net');

if (process.argv.length < 3) {
  console.error('uso: saludo.js IP:PUERTO');
  process.exit(2);
}
const [ip, puerto] = process.argv[2].split(':');
const servidor = net.createServer((conexion) => {
  conexion.on('error', (error) => console.error('un cliente se ha ido:', error.message));
  conexion.end('Hola, ¡gracias por conectarte!\n');
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
