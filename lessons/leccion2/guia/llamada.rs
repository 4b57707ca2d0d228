//! Lo que la guía dice de la llamada del último paso, mirando solo lo que ha cruzado.

use redes::cable::{Anotacion, Lado, Suceso};
use redes::cifras::en_bytes;
use redes::guia::Reaccion;

/// Lo que se sabe de una conexión mirando solo lo que ha cruzado.
#[derive(Default)]
struct Resumen {
    enviado: Vec<u8>,
    bytes: u64,
    devueltos: u64,
    fin: bool,
    fin_antes_del_eco: bool,
    corte: bool,
    acabada: bool,
}

fn resumir(anotaciones: &[Anotacion]) -> Resumen {
    let mut r = Resumen::default();
    for Anotacion { lado, suceso, .. } in anotaciones {
        match (lado, suceso) {
            (Lado::Cliente, Suceso::Envia(muestra)) => {
                r.enviado.extend(&muestra.bytes);
                r.bytes += muestra.total as u64;
            }
            (Lado::Servidor, Suceso::Envia(muestra)) => r.devueltos += muestra.total as u64,
            (Lado::Cliente, Suceso::Cierra) => {
                r.fin = true;
                r.fin_antes_del_eco = r.devueltos < r.bytes;
            }
            (Lado::Cliente, Suceso::Corta) => r.corte = true,
            (Lado::Servidor, Suceso::Cierra | Suceso::Corta) => r.acabada = true,
            _ => {}
        }
    }
    r
}

pub fn reaccionar(anotaciones: &[Anotacion]) -> Reaccion {
    let r = resumir(anotaciones);
    if r.corte {
        return Reaccion::Otra(format!(
            "Has enviado {} y has **cortado de golpe** (RST): tu programa ha cerrado con eco todavía sin leer. Quizá ha leído \
             solo una parte. Prueba a leer hasta que `read` devuelva 0 antes de cerrar.",
            en_bytes(r.bytes)
        ));
    }
    if r.enviado.starts_with(b"GET ") && r.devueltos >= r.bytes {
        return Reaccion::Otra(
            "Eso es un navegador (o curl) pidiendo una página, y le hemos devuelto su propia petición: un eco no sabe HTTP. \
             Prueba con el cliente de la lección o con `nc`."
                .to_string(),
        );
    }
    if !r.fin && r.bytes > 0 && r.devueltos >= r.bytes {
        return Reaccion::Otra(
            "Tu eco ya ha vuelto, pero sigues al teléfono: el servidor está en su `read`, esperando más. Despídete: Ctrl-D en \
             el cliente de la lección y en `nc -N`; en Python, `s.shutdown(socket.SHUT_WR)` o `s.close()`."
                .to_string(),
        );
    }
    if !(r.fin && r.acabada) {
        return Reaccion::Espera;
    }
    if r.bytes == 0 {
        return Reaccion::Otra(
            "Has conectado y te has despedido sin enviar nada: el primer `read` del servidor ha devuelto 0. Prueba otra vez \
             con algún byte."
                .to_string(),
        );
    }
    Reaccion::Hecho(format!("{} {}", que_ha_enviado(&r), como_se_ha_ido(&r)))
}

fn que_ha_enviado(r: &Resumen) -> String {
    match std::str::from_utf8(&r.enviado) {
        Ok(texto) if r.enviado.len() as u64 == r.bytes => {
            let texto = texto.trim_end();
            let letras = texto.chars().count();
            let mut frase = format!("Has enviado texto, {}", en_bytes(r.bytes));
            if letras < texto.len() {
                frase.push_str(&format!(" para {letras} letras (las que no son ASCII ocupan más de uno)"));
            }
            frase + "."
        }
        Ok(_) => format!("Has enviado {} (por el principio, parece texto).", en_bytes(r.bytes)),
        Err(_) => format!("Has enviado {} que no son texto UTF-8, y al eco le da igual.", en_bytes(r.bytes)),
    }
}

fn como_se_ha_ido(r: &Resumen) -> &'static str {
    if r.fin_antes_del_eco {
        "Te has despedido (FIN) antes de que volviera todo el eco y has seguido escuchando: eso es un medio cierre. Conversación \
         completa."
    } else {
        "Te has despedido (FIN) y el servidor también. Conversación completa."
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use redes::cable::Muestra;
    use std::time::Duration;

    fn cruza(sucesos: &[(Lado, Suceso)]) -> Reaccion {
        let anotaciones: Vec<_> = sucesos
            .iter()
            .map(|(lado, suceso)| Anotacion { instante: Duration::ZERO, lado: *lado, suceso: suceso.clone() })
            .collect();
        reaccionar(&anotaciones)
    }

    fn envia(bytes: &[u8]) -> Suceso {
        Suceso::Envia(Muestra::de(bytes))
    }

    #[test]
    fn un_eco_completo_se_celebra_y_se_cuenta() {
        let conversacion = [
            (Lado::Cliente, envia("¡Hola!\n".as_bytes())),
            (Lado::Servidor, envia("¡Hola!\n".as_bytes())),
            (Lado::Cliente, Suceso::Cierra),
        ];
        assert!(matches!(cruza(&conversacion[..1]), Reaccion::Espera), "falta el eco");
        assert!(matches!(cruza(&conversacion[..2]), Reaccion::Otra(frase) if frase.contains("Despídete")));
        assert!(matches!(cruza(&conversacion), Reaccion::Espera), "falta la despedida del servidor");
        let Reaccion::Hecho(frase) = cruza(&[&conversacion[..], &[(Lado::Servidor, Suceso::Cierra)]].concat()) else {
            panic!("no lo da por hecho")
        };
        assert_eq!(
            frase,
            "Has enviado texto, 8 bytes para 6 letras (las que no son ASCII ocupan más de uno). Te has despedido (FIN) \
             y el servidor también. Conversación completa."
        );
    }

    #[test]
    fn distingue_medio_cierre_corte_y_visitas_vacias() {
        let fin = (Lado::Servidor, Suceso::Cierra);
        let antes = [
            (Lado::Cliente, envia(&[0xff, 0])),
            (Lado::Cliente, Suceso::Cierra),
            (Lado::Servidor, envia(&[0xff, 0])),
            fin.clone(),
        ];
        assert!(
            matches!(cruza(&antes), Reaccion::Hecho(frase) if frase.contains("medio cierre") && frase.contains("no son texto"))
        );
        let corte = [(Lado::Cliente, envia(b"hola")), (Lado::Cliente, Suceso::Corta)];
        assert!(matches!(cruza(&corte), Reaccion::Otra(frase) if frase.contains("cortado de golpe")));
        let visita = [(Lado::Cliente, Suceso::Cierra), fin.clone()];
        assert!(matches!(cruza(&visita), Reaccion::Otra(frase) if frase.contains("sin enviar nada")));
        let peticion = envia(b"GET / HTTP/1.1\r\n\r\n");
        let web = [(Lado::Cliente, peticion.clone()), (Lado::Servidor, peticion)];
        assert!(matches!(cruza(&web), Reaccion::Otra(frase) if frase.contains("navegador")));
        assert!(matches!(cruza(&[]), Reaccion::Espera));
    }
}
