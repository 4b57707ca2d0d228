//! El puente, con sockets de verdad: lo que entra sale, y los cierres llegan como lo que son.

use std::time::Instant;

use super::*;
use crate::cable::Muestra;

const PLAZO: Duration = Duration::from_secs(10);

/// Un puente montado: la punta del cliente, la del servidor y lo apuntado. Al final se espera a que el puente acabe.
fn con_puente(haz: impl FnOnce(TcpStream, TcpStream, &Cable, &Parada)) -> Vec<Suceso> {
    let servidor = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let entrada = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let direccion = entrada.local_addr().unwrap();
    let puente = Puente::nuevo(entrada, servidor.local_addr().unwrap());
    let (cable, parada) = (Cable::nuevo(), puente.parada());
    thread::scope(|hilos| {
        let pasa = hilos.spawn(|| puente.pasar_uno(&cable));
        let cliente = TcpStream::connect(direccion).unwrap();
        let (atiende, _) = servidor.accept().unwrap();
        for stream in [&cliente, &atiende] {
            stream.set_read_timeout(Some(PLAZO)).unwrap();
            stream.set_write_timeout(Some(PLAZO)).unwrap();
        }
        let llama = cliente.local_addr().unwrap();
        haz(cliente, atiende, &cable, &parada);
        assert_eq!(pasa.join().unwrap().unwrap(), llama);
    });
    cable.anotaciones().into_iter().map(|anotacion| anotacion.suceso).collect()
}

#[test]
fn el_fin_de_un_lado_deja_abierto_el_otro() {
    let sucesos = con_puente(|mut cliente, mut servidor, _, _| {
        cliente.write_all(b"hola").unwrap();
        cliente.shutdown(Shutdown::Write).unwrap();
        let mut recibido = Vec::new();
        servidor.read_to_end(&mut recibido).unwrap();
        assert_eq!(recibido, b"hola");
        servidor.write_all(b"adios").unwrap();
        drop(servidor);
        recibido.clear();
        cliente.read_to_end(&mut recibido).unwrap();
        assert_eq!(recibido, b"adios");
    });
    let envia = |bytes: &[u8]| Suceso::Envia(Muestra::de(bytes));
    assert_eq!(sucesos, [envia(b"hola"), Suceso::Cierra, envia(b"adios"), Suceso::Cierra]);
}

#[test]
fn un_corte_del_servidor_le_llega_al_cliente_como_corte_y_con_lo_anterior() {
    let sucesos = con_puente(|mut cliente, mut servidor, _, _| {
        cliente.write_all(&[7; 5000]).unwrap();
        // El error clásico: leer una parte, contestar y cerrar con el resto sin leer. El sistema corta con RST.
        servidor.read_exact(&mut [0; 1024]).unwrap();
        // `peek` asegura que el resto está ahí, sin leer.
        assert!(servidor.peek(&mut [0; 1]).unwrap() > 0);
        servidor.write_all(b"eco").unwrap();
        drop(servidor);
        let mut recibido = Vec::new();
        let error = cliente.read_to_end(&mut recibido).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(recibido, b"eco");
    });
    assert_eq!(sucesos.last(), Some(&Suceso::Corta), "{sucesos:?}");
    assert!(!sucesos.contains(&Suceso::Cierra), "{sucesos:?}");
}

#[test]
fn un_corte_del_cliente_le_llega_al_servidor_como_corte() {
    let sucesos = con_puente(|cliente, mut servidor, _, _| {
        SockRef::from(&cliente).set_linger(Some(Duration::ZERO)).unwrap();
        drop(cliente);
        let error = servidor.read(&mut [0; 8]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
    assert_eq!(sucesos, [Suceso::Corta]);
}

#[test]
fn quien_se_despide_y_luego_corta_tambien_se_nota() {
    let sucesos = con_puente(|mut cliente, servidor, cable, _| {
        servidor.shutdown(Shutdown::Write).unwrap();
        assert_eq!(cliente.read(&mut [0; 8]).unwrap(), 0);
        SockRef::from(&servidor).set_linger(Some(Duration::ZERO)).unwrap();
        drop(servidor);
        let limite = Instant::now() + PLAZO;
        while cable.anotaciones().len() < 2 && Instant::now() < limite {
            thread::yield_now();
        }
    });
    assert_eq!(sucesos, [Suceso::Cierra, Suceso::Corta]);
}

#[test]
fn lo_grande_cruza_entero_aunque_se_lea_despacio_y_no_se_guarda() {
    const TOTAL: usize = 8 << 20;
    let sucesos = con_puente(|mut cliente, mut servidor, _, _| {
        let envia = thread::spawn(move || {
            let datos: Vec<u8> = (0..TOTAL).map(|i| i as u8).collect();
            cliente.write_all(&datos).unwrap();
        });
        let mut recibido = Vec::new();
        servidor.read_to_end(&mut recibido).unwrap();
        envia.join().unwrap();
        assert!(recibido.len() == TOTAL && recibido.iter().enumerate().all(|(i, byte)| *byte == i as u8));
    });
    let total: usize =
        sucesos.iter().map(|suceso| if let Suceso::Envia(muestra) = suceso { muestra.total } else { 0 }).sum();
    assert_eq!(total, TOTAL);
    let cabe = |suceso: &Suceso| !matches!(suceso, Suceso::Envia(muestra) if muestra.bytes.len() > Muestra::MAXIMO);
    assert!(sucesos.iter().all(cabe));
}

#[test]
fn al_parar_se_cortan_los_dos_lados_aunque_callen_o_no_lean() {
    con_puente(|mut cliente, mut servidor, _, parada| {
        // El servidor no lee: el puente se queda con algo que no puede entregar.
        cliente.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
        while cliente.write(&[0; 65536]).is_ok() {}
        parada.parar();
        let error = cliente.read(&mut [0; 8]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        let error = servidor.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn sin_clientes_tambien_se_puede_parar() {
    let entrada = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let destino = entrada.local_addr().unwrap();
    let puente = Puente::nuevo(entrada, destino);
    puente.parada().parar();
    assert_eq!(puente.pasar_uno(&Cable::nuevo()).unwrap_err().kind(), ErrorKind::Interrupted);
}

#[test]
fn si_un_extremo_se_observa_sus_envios_no_se_cuentan_dos_veces() {
    let sucesos = con_puente(|cliente, mut servidor, cable, _| {
        let mut observado = cable.observar(Lado::Cliente, cliente);
        observado.write_all(b"uno").unwrap();
        observado.write_all(b"dos").unwrap();
        servidor.read_exact(&mut [0; 6]).unwrap();
        drop(observado);
        assert_eq!(servidor.read(&mut [0; 1]).unwrap(), 0);
    });
    let envia = |bytes: &[u8]| Suceso::Envia(Muestra::de(bytes));
    assert_eq!(sucesos, [envia(b"uno"), envia(b"dos"), Suceso::Cierra, Suceso::Cierra]);
}

#[test]
fn el_silencio_son_miradas_sin_nada_y_no_tiempo_sin_mirar() {
    let vida = Vida::nueva();
    let de_un_lado =
        |vida: &Vida| (0..10_000).take_while(|_| !vida.en_silencio()).map(|_| vida.calla(Lado::Cliente)).count();
    // Los dos sentidos miran a la vez: un minuto son las miradas de los dos.
    let miradas = de_un_lado(&vida);
    assert_eq!(LATIDO * u32::try_from(miradas).unwrap(), SILENCIO * 2);
    vida.late();
    assert!(!vida.en_silencio());
    // Si el servidor ya se ha despedido, solo mira uno.
    vida.callados[Lado::Servidor as usize].store(true, Ordering::SeqCst);
    assert_eq!(de_un_lado(&vida), miradas / 2);
}
