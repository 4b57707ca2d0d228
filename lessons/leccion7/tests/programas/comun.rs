//! Lo que comparten las pruebas de píxeles: una carpeta propia, imágenes de prueba y los bytes del protocolo, escritos a
//! mano para que el codificador de la lección no se dé la razón a sí mismo.

use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::time::Duration;

use apoyo::{Programa, arrancar};

pub const LECCION: &str = env!("CARGO_BIN_EXE_leccion7");

/// Una carpeta que desaparece con la prueba.
pub struct Carpeta(PathBuf);

impl Carpeta {
    pub fn nueva(nombre: &str) -> Self {
        let ruta = std::env::temp_dir().join(format!("leccion7-{}-{nombre}", std::process::id()));
        std::fs::create_dir_all(&ruta).unwrap();
        Self(ruta)
    }

    pub fn ruta(&self, nombre: &str) -> String {
        self.0.join(nombre).to_str().unwrap().to_string()
    }

    /// Los nombres de lo que hay dentro, por orden.
    pub fn contenido(&self) -> Vec<String> {
        let mut nombres: Vec<_> =
            self.0.read_dir().unwrap().map(|uno| uno.unwrap().file_name().into_string().unwrap()).collect();
        nombres.sort();
        nombres
    }
}

impl Drop for Carpeta {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Un servidor sin dibujo, en un puerto libre.
pub fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let argumentos = [&["pixeles", "servidor", "--puerto", "0", "--vista", "ninguna"], opciones].concat();
    let programa = arrancar(LECCION, &argumentos);
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Un cliente que envía `imagen` a `destino`.
pub fn cliente(destino: SocketAddr, imagen: &str, opciones: &[&str]) -> Programa {
    let puerto = destino.port().to_string();
    arrancar(LECCION, &[&["pixeles", "cliente", imagen, "--puerto", &puerto], opciones].concat())
}

/// Guarda un degradado RGB con algo de ruido.
pub fn degradado(ruta: &str, ancho: u32, alto: u32) {
    let pixel = |x: u32, y: u32| image::Rgb([(x * 255 / ancho) as u8, (y * 255 / alto) as u8, (x * 7 + y * 13) as u8]);
    image::RgbImage::from_fn(ancho, alto, pixel).save(Path::new(ruta)).unwrap();
}

pub const ANUNCIO: u8 = 1;
pub const TROZO: u8 = 2;
pub const FIN: u8 = 3;
pub const PIDE_ACUSE: u8 = 1;
pub const SIN_ACUSES: u8 = 2;

/// Un emisor que envía lo que le da la gana: imágenes en gris de 8 bits, de 10 píxeles por datagrama.
pub struct Emisor {
    pub socket: UdpSocket,
    pub transferencia: u64,
    pub medidas: (u32, u32),
}

impl Emisor {
    pub fn hacia(destino: SocketAddr, transferencia: u64, medidas: (u32, u32)) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(destino).unwrap();
        socket.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
        Self { socket, transferencia, medidas }
    }

    pub fn enviar(&self, tipo: u8, banderas: u8, numero: u32, envio: u32, datos: &[u8]) {
        let mut bytes = b"PX2".to_vec();
        bytes.extend([tipo, 0x11, banderas, 0, 10]);
        bytes.extend(numero.to_be_bytes());
        bytes.extend(envio.to_be_bytes());
        bytes.extend(self.medidas.0.to_be_bytes());
        bytes.extend(self.medidas.1.to_be_bytes());
        bytes.extend(self.transferencia.to_be_bytes());
        bytes.extend(datos);
        bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
        self.socket.send(&bytes).unwrap();
    }

    /// La siguiente respuesta, con su suma bien: (tipo, número, lo que hay entre la cabecera y la suma).
    pub fn respuesta(&self) -> (u8, u32, Vec<u8>) {
        let mut buffer = [0; 2048];
        let n = apoyo::sin_interrupciones(|| self.socket.recv(&mut buffer)).expect("una respuesta a tiempo");
        let n = n - 4;
        assert_eq!(buffer[n..n + 4], crc32fast::hash(&buffer[..n]).to_be_bytes());
        assert_eq!(&buffer[..3], b"PX2");
        assert_eq!(buffer[24..32], self.transferencia.to_be_bytes());
        (buffer[3], u32::from_be_bytes(buffer[8..12].try_into().unwrap()), buffer[32..n].to_vec())
    }

    /// Comprueba que no ha llegado ninguna respuesta. Se llama cuando el servidor ya ha terminado.
    pub fn callado(&self) {
        self.socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        assert!(self.socket.recv(&mut [0; 2048]).is_err(), "no esperaba respuesta");
        self.socket.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
    }
}

/// Bytes de todos los valores, siempre los mismos.
pub fn bytes(cuantos: usize) -> Vec<u8> {
    (0..cuantos).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect()
}
