// enviar_archivo_tcp, en JavaScript: el fichero pasa dos veces por `createReadStream`, para sumarlo y para enviarlo.
const fs = require('fs');
const net = require('net');
const path = require('path');

const TABLA = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit += 1) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte >>> 0;
});
const acabar = (frase, codigo) => {
  console.error(frase);
  process.exit(codigo);
};

async function enviar(direccion, ruta) {
  const [ip, texto] = direccion.split(':');
  const puerto = Number(texto);
  if (!(puerto > 0 && puerto < 65536)) throw new Error(`${direccion} no es una dirección`);
  let suma = 0xffffffff;
  let tamano = 0n;
  for await (const trozo of fs.createReadStream(ruta)) {
    for (const byte of trozo) suma = TABLA[(suma ^ byte) & 255] ^ (suma >>> 8);
    tamano += BigInt(trozo.length);
  }
  const nombre = Buffer.from(path.basename(ruta));
  const anuncio = Buffer.alloc(18);
  anuncio.write('FT1\n');
  anuncio.writeBigUInt64BE(tamano, 4);
  anuncio.writeUInt32BE(~suma >>> 0, 12);
  anuncio.writeUInt16BE(nombre.length, 16);
  const conexion = net.connect({ port: puerto, host: ip, allowHalfOpen: true });
  conexion.on('error', (error) => acabar(`error: ${error.message}`, 1));
  const veredicto = new Promise((resolver) => {
    conexion.on('data', (datos) => resolver(datos[0]));
    conexion.on('end', () => resolver(-1));
  });
  conexion.write(Buffer.concat([anuncio, nombre]));
  for await (const trozo of fs.createReadStream(ruta)) {
    if (!conexion.write(trozo)) await new Promise((sigue) => conexion.once('drain', sigue));
  }
  conexion.setTimeout(2000, () => acabar('error: en 2 segundos no ha llegado el veredicto', 1));
  const dicho = await veredicto;
  if (dicho !== 0) throw new Error(`el receptor no lo ha guardado (${dicho})`);
  process.exit(0);
}

if (process.argv.length < 4) acabar('uso: enviar.js IP:PUERTO FICHERO', 2);
enviar(process.argv[2], process.argv[3]).catch((error) => acabar(`error: ${error.message}`, 1));
