// lineas, en JavaScript: trozos que se juntan hasta que llega el salto, y de una línea larga solo se recuerda que lo es.
const net = require('net');

const MAXIMO = 8192;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function contestar(linea, larga) {
  if (larga || linea.length > MAXIMO) return 'error: la línea pasa de 8192 bytes\n';
  try {
    return [...utf8.decode(linea)].reverse().join('') + '\n';
  } catch {
    return 'error: la línea no es UTF-8\n';
  }
}

if (process.argv.length < 3) {
  console.error('uso: lineas.js IP:PUERTO');
  process.exit(2);
}
const [ip, puerto] = process.argv[2].split(':');
const servidor = net.createServer({ allowHalfOpen: true }, (c) => {
  let pendiente = Buffer.alloc(0);
  let larga = false;
  c.on('error', (error) => console.error('un cliente se ha ido a medias:', error.message));
  c.on('data', (trozo) => {
    pendiente = Buffer.concat([pendiente, trozo]);
    for (let salto; (salto = pendiente.indexOf(10)) >= 0; larga = false) {
      let linea = pendiente.subarray(0, salto);
      if (linea.at(-1) === 13) linea = linea.subarray(0, -1);
      c.write(contestar(linea, larga));
      pendiente = pendiente.subarray(salto + 1);
    }
    if (pendiente.length > MAXIMO + 1) {
      pendiente = Buffer.from('x');
      larga = true;
    }
  });
  c.on('end', () => {
    if (pendiente.length > 0 || larga) c.write(contestar(pendiente, larga));
    c.end();
  });
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
