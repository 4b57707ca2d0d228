//! Lo que la lección guiada ejecuta en cada paso: siempre de verdad, siempre contado con lo que ha salido.

use std::io::{IsTerminal, stdout};
use std::net::UdpSocket;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Lado, Muestra, Suceso as EnElCable};
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena};

use crate::escenas::{Transmision, degradado, ensenar, gatin, ritmo};
use crate::pixeles::cliente::{RESPIRO, Ritmo};
use crate::pixeles::informe::{miles, tamano, tiempo};
use crate::pixeles::protocolo::{BUFFER, Datagrama, Formato, Mensaje, Plano};
use crate::pixeles::receptor::{Final, Receptor, Suceso};
use crate::pixeles::servidor::Aviso;
use crate::pixeles::terminal;

/// Lo que un receptor lento tarda con cada datagrama: mucho más que el emisor en enviarlo, y menos que los 30 ms en
/// que un emisor con acuses se impacienta, aun con una ventana de trozos delante.
const LENTO: Duration = Duration::from_micros(500);

/// Envía unos pocos píxeles al ritmo del blog, y echa la cuenta.
pub fn un_pixel(_: &Escena) -> Resultado<Desenlace> {
    let imagen = degradado(10, 10);
    let ritmo = Ritmo { pixeles: Some(1), pausa: Duration::from_millis(5), ..ritmo() };
    let (recibida, _) = Transmision { ritmo, a_ciegas: true, ..Transmision::de(&imagen) }.transmitir(&mut |_| {})?;
    // Antes y después de los píxeles, el emisor se da un respiro: no es tiempo de píxeles.
    let duracion = recibida.duracion.saturating_sub(RESPIRO * 2);
    let por_pixel = duracion / 100;
    let entera = por_pixel * 640 * 480;
    Ok(Desenlace::opcion(
        2,
        format!(
            "Acabo de enviar 100 píxeles así y han tardado {}: a {} cada uno. Los {} de 640×480 tardarían **{}**. La red no \
             tiene la culpa: casi todo ese tiempo estamos durmiendo.",
            tiempo(duracion),
            tiempo(por_pixel),
            miles(640 * 480),
            tiempo(entera)
        ),
    ))
}

/// Una ráfaga a ciegas contra un receptor lento.
pub fn rafaga(_: &Escena) -> Resultado<Desenlace> {
    let gatin = gatin();
    let transmision = Transmision { a_ciegas: true, receptor_lento: LENTO, ..Transmision::de(&gatin) };
    let (recibida, cuenta) = transmision.transmitir(&mut |_| {})?;
    ensenar(recibida.lienzo.vista(), 10);
    let llegados = recibida.lienzo.vista().llegados();
    let cierta = if llegados == cuenta.total { 0 } else { 2 };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "De {} trozos han llegado **{llegados}**: los que cabían en la cola. Los demás se han tirado sin avisar a nadie, y \
             los {} `send` han devuelto `Ok`. Por eso el programa del blog dormía 5 ms: era su manera de no \
             desbordar al otro, pagándola siempre, haga falta o no.",
            cuenta.total, cuenta.enviados
        ),
    ))
}

/// Cuatro trozos, y se pierde el trozo 1.
pub fn numerar(escena: &Escena) -> Resultado<Desenlace> {
    let imagen = degradado(48, 8);
    let ritmo = Ritmo { pixeles: Some(96), ..ritmo() };
    let cable = Some((escena.cable(), &[2_usize][..]));
    let (recibida, cuenta) = Transmision { ritmo, cable, ..Transmision::de(&imagen) }.transmitir(&mut |_| {})?;
    escena.dibujar();
    let repetidos = cuenta.enviados - cuenta.total;
    let completa = if recibida.fin == Final::Completa { "completa" } else { "incompleta" };
    Ok(Desenlace::opcion(
        match repetidos {
            0 | 1 => 0,
            n if n < cuenta.total => 1,
            _ => 2,
        },
        format!(
            "La imagen ha llegado {completa} con {} envíos para {} trozos. El acuse decía qué faltaba, y solo se ha repetido eso. \
             En los bytes del anuncio, `50 58 31` es «PX1», el `01` siguiente dice que es un anuncio, y `00 00 00 30 00 00 00 08` \
             son las medidas: 48×8.",
            cuenta.enviados, cuenta.total
        ),
    ))
}

/// El mismo receptor lento, con ventana.
pub fn ventana(_: &Escena) -> Resultado<Desenlace> {
    let gatin = gatin();
    let lenta = Transmision { receptor_lento: LENTO, ..Transmision::de(&gatin) };
    let (recibida, cuenta) = lenta.transmitir(&mut |_| {})?;
    let cierta = if recibida.fin == Final::Completa { 0 } else { 1 };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Han llegado {} de {} trozos, con {} repetidos y {} perdidos. Con la ventana llena, el emisor ha esperado; cada acuse \
             que volvía le ha dejado enviar unos pocos más. En total, {}: sin ninguna pausa inventada, va tan deprisa como el \
             otro puede.",
            recibida.lienzo.vista().llegados(),
            cuenta.total,
            cuenta.enviados - cuenta.total,
            recibida.cuentas.perdidos,
            tiempo(cuenta.duracion)
        ),
    ))
}

/// Sin anuncio y sin acuses.
pub fn anuncio(escena: &Escena) -> Resultado<Desenlace> {
    let imagen = degradado(48, 8);
    let ritmo = Ritmo { pixeles: Some(128), pausa: Duration::from_millis(2), ..ritmo() };
    let cable = Some((escena.cable(), &[0_usize][..]));
    let transmision = Transmision { ritmo, cable, a_ciegas: true, ..Transmision::de(&imagen) };
    let (recibida, _) = transmision.transmitir(&mut |_| {})?;
    escena.dibujar();
    let completa = recibida.fin == Final::Completa;
    Ok(Desenlace::opcion(
        if completa { 1 } else { 2 },
        format!(
            "Han llegado {} de {} trozos sin anuncio ninguno: del primero que llega se sacan las medidas. Perder el «fin» tampoco \
             importa: si un emisor calla, el receptor espera un plazo y dice lo que tiene.",
            recibida.lienzo.vista().llegados(),
            recibida.lienzo.vista().total
        ),
    ))
}

/// Un anuncio imposible, por un socket de verdad.
pub fn sesenta_mil(escena: &Escena) -> Resultado<Desenlace> {
    let fallo = |error| Fallo::de_sistema("no he podido montar la escena", error);
    let receptor = UdpSocket::bind("127.0.0.1:0").map_err(fallo)?;
    let extrano = UdpSocket::bind("127.0.0.1:0").map_err(fallo)?;
    receptor.set_read_timeout(Some(Duration::from_secs(5))).map_err(fallo)?;
    let plano =
        Plano { ancho: 60_000, alto: 60_000, formato: Formato { canales: 3, bytes_por_canal: 1 }, por_datagrama: 456 };
    let (transferencia, mensaje) = (0xbad, Mensaje::Anuncio);
    let anuncio = Datagrama { transferencia, plano, envio: 0, pide_acuse: true, sin_acuses: false, mensaje };
    let (mut bytes, mut buffer) = (Vec::new(), [0; BUFFER]);
    anuncio.codificar(&mut bytes);
    extrano.send_to(&bytes, receptor.local_addr().map_err(fallo)?).map_err(fallo)?;
    escena.cable().anotar(Lado::Cliente, EnElCable::Envia(Muestra::de(&bytes)));
    let (n, de) = receptor.recv_from(&mut buffer).map_err(fallo)?;
    let (respuesta, suceso) = Receptor::nuevo(Duration::from_secs(3)).llega(Duration::ZERO, de, &buffer[..n]);
    if let Some(respuesta) = respuesta {
        respuesta.codificar(&mut bytes);
        escena.cable().anotar(Lado::Servidor, EnElCable::Envia(Muestra::de(&bytes)));
    }
    escena.dibujar();
    let rechazada = matches!(suceso, Some(Suceso::Rechazada(..)));
    Ok(Desenlace::opcion(
        if rechazada { 1 } else { 0 },
        format!(
            "Ha contestado con un rechazo (el tipo 6) sin reservar nada: pedía {} y el límite es de 128 MiB. Una longitud que \
             viene de la red se comprueba **antes** de usarla.",
            tamano(plano.bytes())
        ),
    ))
}

/// El gatín, dibujándose mientras llega; sin terminal, solo al final y sin pausa.
pub fn en_vivo(_: &Escena) -> Resultado<Desenlace> {
    let gatin = gatin();
    let pausa = Duration::from_millis(if stdout().is_terminal() { 3 } else { 0 });
    let (avisa, avisos) = mpsc::channel();
    let inicio = Instant::now();
    let (recibida, cuenta) = thread::scope(|hilos| {
        hilos.spawn(move || terminal::mostrar(&avisos));
        Transmision { ritmo: Ritmo { pausa, ..ritmo() }, ..Transmision::de(&gatin) }.transmitir(&mut move |suceso| {
            let _ = match suceso {
                Suceso::Empieza(_, vista) => avisa.send(Aviso::Empieza(vista.clone())),
                Suceso::Termina(recibida) => avisa.send(Aviso::Termina(recibida.fin)),
                Suceso::Rechazada(..) => Ok(()),
            };
        })
    })?;
    Ok(Desenlace::relato(format!(
        "{} trozos en {}, y lo recibido es {} al original, byte a byte.",
        cuenta.total,
        tiempo(inicio.elapsed()),
        if recibida.lienzo.datos() == gatin.datos { "**idéntico**" } else { "distinto" }
    )))
}
