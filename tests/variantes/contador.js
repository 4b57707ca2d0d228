// contador_visitas, en JavaScript: un solo hilo, y por eso ningún cerrojo.
const net = require('net');

let visitas = 0;
let ahora = 0;

if (process.argv.length < 3) {
  console.error('uso: contador.js IP:PUERTO');
  process.exit(2);
}
const [ip, puerto] = process.argv[2].split(':');
const servidor = net.createServer({ allowHalfOpen: true }, (c) => {
  visitas += 1;
  ahora += 1;
  c.write(`eres la visita ${visitas}\n`);
  c.on('error', (error) => console.error('una visita se ha ido a medias:', error.message));
  c.on('data', (trozo) => {
    for (const byte of trozo) {
      if (byte === 10 && !c.write(`visitas ${visitas}, ahora ${ahora}\n`)) c.pause();
    }
  });
  c.on('drain', () => c.resume());
  c.on('end', () => c.end());
  c.on('close', () => (ahora -= 1));
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
