//! Dibujos enteros, escritos a mano: si alguno cambia, aquí se ve cómo queda.

use super::*;
use Lado::{Cliente, Servidor};

fn pasa(lado: Lado, suceso: Suceso) -> Anotacion {
    Anotacion { instante: Duration::ZERO, lado, suceso }
}

fn envia(lado: Lado, bytes: &[u8]) -> Anotacion {
    pasa(lado, Suceso::Envia(Muestra::de(bytes)))
}

fn lee(lado: Lado, bytes: &[u8]) -> Anotacion {
    pasa(lado, Suceso::Recibe(Muestra::de(bytes)))
}

/// El dibujo, con un salto al principio para que se lea bien en la prueba.
fn dibujo(anotaciones: &[Anotacion], ancho: usize) -> String {
    let lineas = dibujar(anotaciones, ancho);
    for linea in &lineas {
        assert!(ancho_de(linea) <= ancho, "«{linea}» no cabe en {ancho}");
    }
    format!("\n{}\n", lineas.join("\n"))
}

fn tres_envios() -> Vec<Anotacion> {
    vec![
        envia(Cliente, b"uno"),
        envia(Cliente, b"dos"),
        envia(Cliente, b"tres"),
        lee(Servidor, b"unodostres"),
        pasa(Cliente, Suceso::Cierra),
        lee(Servidor, b""),
        envia(Servidor, b"vale\n"),
        lee(Cliente, b"vale\n"),
        pasa(Servidor, Suceso::Nota("aquí el servidor deja de leer".into())),
        pasa(Servidor, Suceso::Corta),
    ]
}

#[test]
fn tres_envios_y_una_lectura_en_80_columnas() {
    assert_eq!(
        dibujo(&tres_envios(), 80),
        "
 cliente                                          servidor
    │──  3 B  75 6e 6f     «uno» ────────────────────▶│
    │──  3 B  64 6f 73     «dos» ────────────────────▶│
    │──  4 B  74 72 65 73  «tres» ───────────────────▶│ read → 10 B «unodostres»
    │── FIN  (ya no enviará más) ────────────────────▶│ read → 0 B (FIN)
    │◀───────────────  5 B  76 61 6c 65 0a  «vale⏎» ──│
    │ read → 5 B «vale⏎»                              │
    │                 (aquí el servidor deja de leer) │
    │◀─────────────────────── RST  (corta de golpe) ──│
"
    );
}

#[test]
fn las_lecturas_del_servidor_van_todas_al_margen() {
    let anotaciones = [
        envia(Cliente, b"uno"),
        envia(Cliente, b"dos"),
        lee(Servidor, b"un"),
        lee(Servidor, b"odos"),
        lee(Servidor, &[b'x'; 60]),
    ];
    assert_eq!(
        dibujo(&anotaciones, 80),
        "
 cliente                                     servidor
    │──  3 B  75 6e 6f  «uno» ──────────────────▶│
    │──  3 B  64 6f 73  «dos» ──────────────────▶│ read → 2 B «un»
    │                                            │ read → 4 B «odos»
    │                                            │ read → 60 B «xxxxxxxxxxxxxx…»
"
    );
}

#[test]
fn lo_que_no_es_texto_cabe_justo_al_margen() {
    assert_eq!(
        dibujo(&[envia(Cliente, &[0xff; 4]), lee(Servidor, &[0xff; 4])], 80),
        "
 cliente                                            servidor
    │──  4 B  ff ff ff ff  (no es texto) ──────────────▶│ read → 4 B ff ff ff ff
"
    );
}

#[test]
fn junto_a_un_fin_solo_va_el_read_que_lo_lee() {
    let tarde = [envia(Cliente, b"uno"), pasa(Cliente, Suceso::Cierra), lee(Servidor, b"uno"), lee(Servidor, b"")];
    assert_eq!(
        dibujo(&tarde, 80),
        "
 cliente                                                  servidor
    │──  3 B  75 6e 6f  «uno» ───────────────────────────────▶│
    │── FIN  (ya no enviará más) ────────────────────────────▶│
    │                                                         │ read → 3 B «uno»
    │                                                         │ read → 0 B (FIN)
"
    );
}

#[test]
fn en_una_terminal_estrecha_se_recortan_las_flechas() {
    assert_eq!(
        dibujo(&tres_envios(), 60),
        "
 cliente                         servidor
    │──  3 B  75 6e 6f  «uno» ──────▶│
    │──  3 B  64 6f 73  «dos» ──────▶│
    │──  4 B  «tres» ───────────────▶│ read → 10 B «unodos…»
    │── FIN  (ya no enviará más) ───▶│ read → 0 B (FIN)
    │◀──────────────  5 B  «vale⏎» ──│
    │ read → 5 B «vale⏎»             │
    │      (aquí el servidor deja de │
    │                          leer) │
    │◀────── RST  (corta de golpe) ──│
"
    );
    assert_eq!(
        dibujo(&tres_envios()[..6], 40),
        "
 cliente               servidor
    │──  3 B  «uno» ──────▶│
    │──  3 B  «dos» ──────▶│
    │──  4 B  «tres» ─────▶│ read → 10 B
    │── FIN ──────────────▶│ read → 0 B
"
    );
}

#[test]
fn ninguna_lectura_se_sale_por_la_derecha() {
    assert_eq!(
        dibujo(&[envia(Cliente, &[b'x'; 65536]), lee(Servidor, &[b'x'; 65536]), lee(Servidor, b"")], 40),
        "
 cliente           servidor
    │── 65 536 B ─────▶│ read → 65 536 B
    │   xxxxxxxxxxxxxx │
    │   xxxxxxxxxxxxxx │
    │   xxxxxxxxxxxxxx │
    │   … 65 494 B más │
    │                  │ read → 0 B
"
    );
}

#[test]
fn en_120_columnas_se_aprovecha_el_sitio() {
    assert_eq!(
        dibujo(&tres_envios()[..4], 120),
        "
 cliente                                                                                  servidor
    │──  3 B  75 6e 6f     «uno» ────────────────────────────────────────────────────────────▶│
    │──  3 B  64 6f 73     «dos» ────────────────────────────────────────────────────────────▶│
    │──  4 B  74 72 65 73  «tres» ───────────────────────────────────────────────────────────▶│ read → 10 B «unodostres»
"
    );
}

#[test]
fn una_letra_partida_se_ve_partida() {
    let partida = [
        envia(Cliente, b"ma\xc3"),
        lee(Servidor, b"ma\xc3"),
        envia(Cliente, b"\xb1ana"),
        lee(Servidor, b"\xb1ana"),
        envia(Cliente, b"\xc3"),
        lee(Servidor, b"\xc3"),
    ];
    assert_eq!(
        dibujo(&partida, 80),
        "
 cliente                                              servidor
    │──  3 B  6d 61 c3     «ma‹c3›» ─────────────────────▶│ read → 3 B «ma‹c3›»
    │──  4 B  b1 61 6e 61  «‹b1›ana» ────────────────────▶│ read → 4 B «‹b1›ana»
    │──  1 B  c3           (no es texto) ────────────────▶│ read → 1 B c3
"
    );
}

#[test]
fn lo_grande_se_resume_y_el_texto_se_lee_por_lineas() {
    let grandes = [
        envia(Cliente, b"GET /hola HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nUser-Agent: curl/8\r\n\r\n"),
        envia(Servidor, "¡Hola! Gracias por conectarte a este servidor.\n".as_bytes()),
        envia(Servidor, &[0xc8; 1044]),
        envia(Servidor, "ñ".repeat(500).as_bytes()),
    ];
    assert_eq!(
        dibujo(&grandes, 80),
        "
 cliente                                                               servidor
    │── 64 B ─────────────────────────────────────────────────────────────▶│
    │   GET /hola HTTP/1.1␍⏎                                               │
    │   Host: 127.0.0.1:8081␍⏎                                             │
    │   User-Agent: curl/8␍⏎                                               │
    │   ␍⏎                                                                 │
    │◀────────── 48 B  «¡Hola! Gracias por conectarte a este servidor.⏎» ──│
    │◀─────────────────────────────────────────────────────────── 1044 B ──│
    │   c8 c8 c8 c8 c8 c8 c8 c8  (no es texto)                             │
    │   c8 c8 c8 c8 c8 c8 c8 c8  (no es texto)                             │
    │   c8 c8 c8 c8 c8 c8 c8 c8  (no es texto)                             │
    │   … 1020 B más                                                       │
    │◀─────────────────────────────────────────────────────────── 1000 B ──│
    │   ññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññ │
    │   ññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññ     │
    │   … 744 B más                                                        │
"
    );
}

#[test]
fn muchos_envios_se_cuentan_y_los_cierres_no_se_pierden() {
    let mut muchos: Vec<_> = (0..40).map(|_| envia(Cliente, b"x")).collect();
    muchos.insert(20, pasa(Servidor, Suceso::Nota("a medio camino".into())));
    muchos.push(pasa(Cliente, Suceso::Cierra));
    assert_eq!(
        dibujo(&muchos, 60),
        "
 cliente                                           servidor
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │              … 10 envíos más (10 B)              │
    │                                 (a medio camino) │
    │              … 15 envíos más (15 B)              │
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │──  1 B  78  «x» ────────────────────────────────▶│
    │── FIN  (ya no enviará más) ─────────────────────▶│
"
    );
}

#[test]
fn con_tiempos() {
    let mut anotaciones = tres_envios();
    for (i, anotacion) in anotaciones.iter_mut().enumerate() {
        anotacion.instante = Duration::from_micros(350 * i as u64 * i as u64);
    }
    anotaciones[9].instante = Duration::from_millis(2345);
    let lineas = trazar(&anotaciones, Formato { ancho: 80, tiempos: true });
    let texto: Vec<String> = lineas.iter().map(Linea::texto).collect();
    assert_eq!(
        format!("\n{}\n", texto.join("\n")),
        "
           cliente                                servidor
    0,0 ms    │──  3 B  75 6e 6f     «uno» ──────────▶│
    0,3 ms    │──  3 B  64 6f 73     «dos» ──────────▶│
    1,4 ms    │──  4 B  74 72 65 73  «tres» ─────────▶│ read → 10 B «unodostres»
    5,6 ms    │── FIN  (ya no enviará más) ──────────▶│ read → 0 B (FIN)
   12,6 ms    │◀─────  5 B  76 61 6c 65 0a  «vale⏎» ──│
   17,1 ms    │ read → 5 B «vale⏎»                    │
   22,4 ms    │       (aquí el servidor deja de leer) │
    2,34 s    │◀───────────── RST  (corta de golpe) ──│
"
    );
}

#[test]
fn cada_lado_tiene_su_estilo_y_el_texto_va_aparte() {
    let lineas = trazar(&[envia(Servidor, b"eco")], Formato { ancho: 60, tiempos: false });
    let con_estilo =
        |estilo| lineas[1].tramos.iter().any(|tramo| tramo.estilo == estilo && tramo.texto.contains("«eco»"));
    assert!(con_estilo(Estilo::Servidor));
    assert!(!lineas[1].texto().contains('\u{1b}'));
}

#[test]
fn en_vivo_solo_salen_las_lineas_nuevas_y_lo_mucho_se_cuenta_al_final() {
    let mut trazo = Trazo::nuevo(Formato { ancho: 60, tiempos: false });
    let mut todas = vec![envia(Cliente, b"a")];
    assert_eq!(trazo.seguir(&[]), []);
    assert_eq!(trazo.seguir(&todas).len(), 2, "la cabecera y la flecha");
    assert_eq!(trazo.seguir(&todas), []);
    todas.extend((0..50).map(|_| envia(Cliente, b"b")));
    assert_eq!(trazo.seguir(&todas).len(), AL_PRINCIPIO + AL_FINAL - 1);
    let cuenta = trazo.terminar();
    assert!(cuenta[0].texto().contains("… 36 envíos más (36 B)"), "{}", cuenta[0].texto());
    assert_eq!(trazo.terminar(), []);
}

#[test]
fn nada_que_dibujar_no_dibuja_nada() {
    assert_eq!(dibujar(&[], 80), Vec::<String>::new());
}

#[test]
fn ninguna_anchura_rompe_el_dibujo() {
    for ancho in 0..200 {
        for linea in dibujar(&tres_envios(), ancho) {
            assert!(ancho_de(&linea) <= ancho.max(40));
        }
    }
}

#[test]
fn un_datagrama_vacio_no_es_una_despedida() {
    let recibe = |lado, bytes: &[u8]| pasa(lado, Suceso::RecibeDatagrama(Muestra::de(bytes)));
    let todas = [
        envia(Cliente, b"hola"),
        recibe(Servidor, b"hola"),
        envia(Cliente, b""),
        recibe(Servidor, b""),
        envia(Servidor, b"hola"),
        recibe(Cliente, b"hola"),
    ];
    assert_eq!(
        dibujo(&todas, 80),
        "
 cliente                                            servidor
    │──  4 B  68 6f 6c 61  «hola» ─────────────────────▶│ recv_from → 4 B «hola»
    │──  0 B               (vacío) ────────────────────▶│ recv_from → 0 B
    │◀─────────────────────  4 B  68 6f 6c 61  «hola» ──│
    │ recv_from → 4 B «hola»                            │
"
    );
}
