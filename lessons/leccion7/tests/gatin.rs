//! La imagen del curso: `gatin.jpg` está en la raíz, se descodifica y tiene el tamaño que cuenta la lección.

use std::path::Path;

#[test]
fn gatin_existe_y_mide_480_por_360() {
    let ruta = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gatin.jpg");
    let imagen = image::open(&ruta).expect("gatin.jpg se tiene que poder descodificar");
    assert_eq!((imagen.width(), imagen.height()), (480, 360));
    let bytes = std::fs::metadata(&ruta).expect("gatin.jpg tiene que existir").len();
    assert!(bytes < 80_000, "gatin.jpg ocupa {bytes} bytes: demasiado para mandarla en clase");
}
