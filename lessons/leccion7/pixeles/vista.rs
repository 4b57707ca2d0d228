//! La vista: la imagen, reducida si hace falta, para quien la dibuja mientras llega.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::plano::Plano;

/// La vista cabe en una pantalla corriente, sea como sea la imagen: pintar cuesta siempre lo mismo.
const VISTA: (usize, usize) = (1280, 800);

/// El color de lo que aún no ha llegado. Los huecos tienen que verse.
pub const SIN_LLEGAR: u32 = 0x1b_1f_27;

/// La imagen reducida que se pinta. La escribe el hilo de la red y la lee el que dibuja, a la vez y sin
/// esperarse: cada píxel es un entero atómico, así que dibujar despacio no puede frenar la recepción.
pub struct Vista {
    pub ancho: usize,
    pub alto: usize,
    pub total: u32,
    /// Las medidas de la imagen entera.
    pub medidas: (u32, u32),
    pixeles: Vec<AtomicU32>,
    llegados: AtomicU32,
}

impl Vista {
    pub fn nueva(plano: &Plano) -> Self {
        let (ancho, alto) = (plano.ancho as usize, plano.alto as usize);
        let reducida = if ancho * VISTA.1 > alto * VISTA.0 {
            (ancho.min(VISTA.0), (alto * VISTA.0 / ancho).clamp(1, alto))
        } else {
            ((ancho * VISTA.1 / alto).clamp(1, ancho), alto.min(VISTA.1))
        };
        let (ancho, alto) = if ancho <= VISTA.0 && alto <= VISTA.1 { (ancho, alto) } else { reducida };
        Self {
            ancho,
            alto,
            total: plano.trozos() as u32,
            medidas: (plano.ancho, plano.alto),
            pixeles: (0..ancho * alto).map(|_| AtomicU32::new(SIN_LLEGAR)).collect(),
            llegados: AtomicU32::new(0),
        }
    }

    /// Pinta los píxeles de un trozo que caen en la vista: de cada celda, el de su esquina superior izquierda.
    pub fn pintar(&self, plano: &Plano, primero: usize, trozo: &[u8]) {
        let (ancho, alto) = (plano.ancho as usize, plano.alto as usize);
        let bytes = plano.formato.bytes_por_pixel();
        let fin = primero + trozo.len() / bytes;
        for y in primero / ancho..=(fin - 1) / ancho {
            let fila = (y * self.alto).div_ceil(alto);
            if fila * alto / self.alto != y {
                continue;
            }
            let desde = primero.max(y * ancho) - y * ancho;
            let hasta = fin.min((y + 1) * ancho) - y * ancho;
            for columna in (desde * self.ancho).div_ceil(ancho)..(hasta * self.ancho).div_ceil(ancho) {
                let x = columna * ancho / self.ancho;
                let pixel = &trozo[(y * ancho + x - primero) * bytes..][..bytes];
                self.pixeles[fila * self.ancho + columna].store(color(plano, pixel, columna, fila), Relaxed);
            }
        }
        self.llegados.fetch_add(1, Relaxed);
    }

    /// Copia la vista en `buffer` (0x00RRGGBB), tal como está ahora mismo.
    pub fn copiar(&self, buffer: &mut Vec<u32>) {
        buffer.clear();
        buffer.extend(self.pixeles.iter().map(|pixel| pixel.load(Relaxed)));
    }

    pub fn llegados(&self) -> u32 {
        self.llegados.load(Relaxed)
    }

    /// El tanto por ciento que ha llegado. Solo es 100 si no falta nada.
    pub fn porcentaje(&self) -> u32 {
        (u64::from(self.llegados()) * 100 / u64::from(self.total.max(1))) as u32
    }
}

/// El color de un píxel para la pantalla. Lo transparente se ve sobre un fondo de cuadros.
fn color(plano: &Plano, pixel: &[u8], x: usize, y: usize) -> u32 {
    let paso = usize::from(plano.formato.bytes_por_canal);
    // De un canal de 16 bits, la pantalla solo puede enseñar el byte de más peso, que es el primero.
    let canal = |i: usize| u32::from(pixel[i * paso]);
    let (r, g, b, alfa) = match plano.formato.canales {
        1 => (canal(0), canal(0), canal(0), 255),
        2 => (canal(0), canal(0), canal(0), canal(1)),
        3 => (canal(0), canal(1), canal(2), 255),
        _ => (canal(0), canal(1), canal(2), canal(3)),
    };
    let fondo = if (x / 8 + y / 8).is_multiple_of(2) { 0x99 } else { 0x66 };
    let mezcla = |c: u32| (c * alfa + fondo * (255 - alfa)) / 255;
    mezcla(r) << 16 | mezcla(g) << 8 | mezcla(b)
}
