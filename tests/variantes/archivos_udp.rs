//! Variantes de `recibir_archivo_udp`.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use crate::ecos_udp::escuchar;

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    /// Añade cada trozo al final, sin mirar su número; y quizá también los repetidos.
    al_final: bool,
    tambien_repetidos: bool,
    sin_mirar_huecos: bool,
    cuenta_datagramas: bool,
    se_rinde_con_huecos: bool,
    sin_pedir: bool,
    sin_suma: bool,
    codigo_de_fallo: i32,
    sin_guardar: bool,
    sin_reacuse: bool,
    despedida: Duration,
    de_cualquiera: bool,
    directo: bool,
    deja_parcial: bool,
    plazo: Option<Duration>,
    plazo_de_cualquiera: bool,
    vacio_es_fin: bool,
    confiado: bool,
    reserva: bool,
    limite: u32,
    acuse_al_reves: bool,
    bufer: usize,
    sin_vacio: bool,
    sin_comprobar_tamano: bool,
    no_acaba: bool,
    dos_lineas: bool,
    en_disco: bool,
    pausa: Duration,
    hablador: bool,
}

const BIEN: Rareza = Rareza {
    al_final: false,
    tambien_repetidos: false,
    sin_mirar_huecos: false,
    cuenta_datagramas: false,
    se_rinde_con_huecos: false,
    sin_pedir: false,
    sin_suma: false,
    codigo_de_fallo: 1,
    sin_guardar: false,
    sin_reacuse: false,
    despedida: Duration::from_millis(300),
    de_cualquiera: false,
    directo: false,
    deja_parcial: false,
    plazo: Some(Duration::from_secs(1)),
    plazo_de_cualquiera: false,
    vacio_es_fin: false,
    confiado: false,
    reserva: false,
    limite: 65_536,
    acuse_al_reves: false,
    bufer: 65_535,
    sin_vacio: false,
    sin_comprobar_tamano: false,
    no_acaba: false,
    dos_lineas: false,
    en_disco: false,
    pausa: Duration::ZERO,
    hablador: false,
};

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    let rareza = match nombre {
        "arch_orden_de_llegada" => Rareza { al_final: true, sin_suma: true, ..BIEN },
        "arch_duplicado_dos_veces" => Rareza { al_final: true, tambien_repetidos: true, sin_suma: true, ..BIEN },
        "arch_hueco_completo" => Rareza { sin_mirar_huecos: true, sin_suma: true, ..BIEN },
        "arch_cuenta_datagramas" => Rareza { cuenta_datagramas: true, ..BIEN },
        "arch_se_rinde_con_huecos" => Rareza { se_rinde_con_huecos: true, ..BIEN },
        "arch_sin_pedir" => Rareza { sin_pedir: true, ..BIEN },
        "arch_sin_suma" => Rareza { sin_suma: true, ..BIEN },
        "arch_codigo_0" => Rareza { codigo_de_fallo: 0, ..BIEN },
        "arch_dice_que_si" => Rareza { sin_guardar: true, ..BIEN },
        "arch_sin_reacuse" => Rareza { sin_reacuse: true, ..BIEN },
        "arch_se_va" => Rareza { despedida: Duration::ZERO, ..BIEN },
        "arch_de_cualquiera" => Rareza { de_cualquiera: true, ..BIEN },
        "arch_directo" => Rareza { directo: true, ..BIEN },
        "arch_deja_parcial" => Rareza { deja_parcial: true, en_disco: true, ..BIEN },
        "arch_sin_plazo" => Rareza { plazo: None, ..BIEN },
        "arch_plazo_corto" => Rareza { plazo: Some(Duration::from_millis(250)), ..BIEN },
        "arch_plazo_de_cualquiera" => Rareza { plazo_de_cualquiera: true, ..BIEN },
        "arch_vacio_es_fin" => Rareza { vacio_es_fin: true, ..BIEN },
        "arch_confiado" => Rareza { confiado: true, ..BIEN },
        "arch_reserva" => Rareza { reserva: true, limite: u32::MAX, ..BIEN },
        "arch_sin_limite" => Rareza { limite: u32::MAX, ..BIEN },
        "arch_acuse_al_reves" => Rareza { acuse_al_reves: true, ..BIEN },
        "arch_bufer_corto" => Rareza { bufer: 512, ..BIEN },
        "arch_sin_vacio" => Rareza { sin_vacio: true, ..BIEN },
        "arch_contesta_a_la_basura" => Rareza { sin_comprobar_tamano: true, ..BIEN },
        "arch_no_acaba" => Rareza { no_acaba: true, ..BIEN },
        "arch_dos_lineas" => Rareza { dos_lineas: true, ..BIEN },
        // Correctos, aunque raros.
        "arch_en_disco" => Rareza { en_disco: true, ..BIEN },
        "arch_con_vector" => Rareza { reserva: true, ..BIEN },
        "arch_perezoso" => Rareza { pausa: Duration::from_millis(8), ..BIEN },
        "arch_hablador" => Rareza { hablador: true, ..BIEN },
        _ => return false,
    };
    let Some(salida) = env::args_os().nth(3) else {
        eprintln!("uso: variantes NOMBRE IP:PUERTO SALIDA");
        exit(2);
    };
    if let Err(error) = recibir(&escuchar(direccion), Path::new(&salida), rareza) {
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(rareza.codigo_de_fallo);
    }
    true
}

struct Llegado {
    emisor: SocketAddr,
    total: u32,
    trozos: BTreeMap<u32, Vec<u8>>,
    seguido: Vec<u8>,
    datagramas: u32,
    sitios: Vec<Option<Vec<u8>>>,
    parcial: Option<(PathBuf, File)>,
}

fn recibir(socket: &UdpSocket, salida: &Path, rareza: Rareza) -> Result<(), String> {
    let mut buffer = vec![0; rareza.bufer];
    let mut llegado: Option<Llegado> = None;
    let mut limite: Option<Instant> = None;
    let mut guardado = false;
    loop {
        let queda = limite.map(|limite| limite.saturating_duration_since(Instant::now()));
        let vencido = queda.is_some_and(|queda| queda.is_zero());
        if !vencido {
            socket.set_read_timeout(queda).unwrap();
        }
        let recibido = if vencido { Err(ErrorKind::TimedOut.into()) } else { socket.recv_from(&mut buffer) };
        let (leidos, de) = match recibido {
            Ok(recibido) => recibido,
            Err(_) if guardado && rareza.no_acaba => {
                limite = None;
                continue;
            }
            Err(_) if guardado => return Ok(()),
            Err(error) => {
                if let Some((ruta, _)) = llegado.and_then(|llegado| llegado.parcial)
                    && !rareza.deja_parcial
                {
                    fs::remove_file(ruta).unwrap();
                }
                return Err(format!("el emisor calla ({:?})", error.kind()));
            }
        };
        thread::sleep(rareza.pausa);
        if rareza.hablador {
            println!("{leidos} bytes de {de}");
        }
        if leidos == 0 && rareza.vacio_es_fin {
            return Err("el emisor se despide".to_string());
        }
        if rareza.plazo_de_cualquiera && limite.is_some() {
            limite = rareza.plazo.map(|plazo| Instant::now() + plazo);
        }
        let Some((tipo, primero, segundo, datos)) = leer(&buffer[..leidos], rareza) else { continue };
        let total = if tipo == b'D' { segundo } else { primero };
        if total == 0 && rareza.sin_vacio {
            continue;
        }
        let llegado = llegado.get_or_insert_with(|| Llegado {
            emisor: de,
            total,
            trozos: BTreeMap::new(),
            seguido: Vec::new(),
            datagramas: 0,
            sitios: if rareza.reserva { vec![Some(Vec::new()); total as usize] } else { Vec::new() },
            parcial: None,
        });
        if (llegado.emisor != de && !rareza.de_cualquiera) || llegado.total != total {
            continue;
        }
        limite = if guardado {
            Some(Instant::now() + rareza.despedida)
        } else {
            rareza.plazo.map(|plazo| Instant::now() + plazo)
        };
        match tipo {
            b'D' => {
                llegado.datagramas += 1;
                if rareza.directo && primero == 0 {
                    fs::write(salida, datos).unwrap();
                }
                let nuevo = llegado.apuntar(primero, datos, salida, rareza);
                if nuevo || !rareza.sin_reacuse {
                    let numero = if rareza.acuse_al_reves { primero.to_le_bytes() } else { primero.to_be_bytes() };
                    let _ = socket.send_to(&[&b"A"[..], &numero].concat(), de);
                }
            }
            _ => {
                let falta = (0..total).find(|numero| !llegado.trozos.contains_key(numero));
                let falta = if rareza.cuenta_datagramas { falta.filter(|_| llegado.datagramas < total) } else { falta };
                if let (Some(falta), false) = (falta, rareza.sin_mirar_huecos) {
                    if rareza.se_rinde_con_huecos {
                        let _ = socket.send_to(b"M", de);
                        return Err("faltan trozos".to_string());
                    }
                    if !rareza.sin_pedir {
                        let _ = socket.send_to(&[&b"P"[..], &falta.to_be_bytes()].concat(), de);
                    }
                    continue;
                }
                let todo: Vec<u8> = if rareza.al_final {
                    llegado.seguido.clone()
                } else {
                    llegado.trozos.values().flatten().copied().collect()
                };
                if sumar(&todo) != segundo && !rareza.sin_suma {
                    let _ = socket.send_to(b"M", de);
                    if let Some((ruta, _)) = &llegado.parcial {
                        fs::remove_file(ruta).unwrap();
                    }
                    return Err("no suma lo anunciado".to_string());
                }
                if !guardado && !rareza.sin_guardar {
                    let (ruta, _) = llegado.parcial.take().unwrap_or_else(|| empezar(salida));
                    fs::write(&ruta, &todo).unwrap();
                    fs::rename(ruta, salida).unwrap();
                }
                let _ = socket.send_to(b"B", de);
                guardado = true;
                limite = Some(Instant::now() + rareza.despedida);
            }
        }
    }
}

impl Llegado {
    /// Guarda el trozo donde le parezca. Devuelve si no lo tenía.
    fn apuntar(&mut self, numero: u32, datos: &[u8], salida: &Path, rareza: Rareza) -> bool {
        let nuevo = !self.trozos.contains_key(&numero);
        if nuevo || rareza.tambien_repetidos {
            self.seguido.extend_from_slice(datos);
        }
        if rareza.reserva {
            self.sitios[numero as usize] = Some(datos.to_vec());
        }
        if rareza.en_disco {
            let (_, fichero) = self.parcial.get_or_insert_with(|| empezar(salida));
            fichero.seek(SeekFrom::Start(u64::from(numero) * 1000)).unwrap();
            fichero.write_all(datos).unwrap();
        }
        if nuevo || rareza.de_cualquiera {
            self.trozos.insert(numero, datos.to_vec());
        }
        nuevo
    }
}

fn empezar(salida: &Path) -> (PathBuf, File) {
    let ruta = salida.with_extension("a-medias");
    let fichero = File::create(&ruta).unwrap();
    (ruta, fichero)
}

fn leer(datagrama: &[u8], rareza: Rareza) -> Option<(u8, u32, u32, &[u8])> {
    if datagrama.len() < 9 && !rareza.confiado {
        return None;
    }
    let numero = |desde: usize| u32::from_be_bytes(datagrama[desde..desde + 4].try_into().unwrap());
    let (tipo, primero, segundo, datos) = (datagrama[0], numero(1), numero(5), &datagrama[9..]);
    let bien = match tipo {
        b'D' => {
            let medida = if primero + 1 == segundo { (1..=1000).contains(&datos.len()) } else { datos.len() == 1000 };
            segundo <= rareza.limite && primero < segundo && (medida || rareza.sin_comprobar_tamano)
        }
        b'F' => primero <= rareza.limite && datos.is_empty(),
        _ => false,
    };
    bien.then_some((tipo, primero, segundo, datos))
}

fn sumar(datos: &[u8]) -> u32 {
    let por_bit = |resto: u32, _| if resto & 1 == 1 { (resto >> 1) ^ 0xedb8_8320 } else { resto >> 1 };
    !datos.iter().fold(!0, |resto, byte| (0..8).fold(resto ^ u32::from(*byte), por_bit))
}
