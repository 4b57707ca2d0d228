//! Cada directiva, expandida; y lo que se dice cuando está mal.

use super::*;

fn expandir(texto: &str) -> (String, Vec<String>) {
    let libro = Libro::leer().unwrap();
    let (expandida, defectos) = libro.expandir("x.md", texto);
    (expandida, defectos.into_iter().map(|defecto| format!("{}: {}", defecto.linea, defecto.que)).collect())
}

/// Lo que se espera de una página sin defectos.
#[track_caller]
fn contiene(texto: &str, partes: &[&str]) -> String {
    let (expandida, defectos) = expandir(texto);
    assert_eq!(defectos, Vec::<String>::new());
    for parte in partes {
        assert!(expandida.contains(parte), "falta {parte:?} en:\n{expandida}");
    }
    expandida
}

#[test]
fn lo_que_no_es_nuestro_no_se_toca() {
    let texto = "# Título\n\nUn `{{#retos x}}` de ejemplo.\n\n```rust,ignore\n{{#include a.rs:b}}\n{{#retos x}}\n```\n\n> una cita\n";
    assert_eq!(contiene(texto, &[]), texto);
}

#[test]
fn el_codigo_se_incluye_sin_anclas_ni_sangria() {
    let pagina = "```rust,ignore\n{{#include ../../lessons/leccion2/clasico.rs}}\n```\n";
    let expandida = contiene(pagina, &["```rust,ignore\n//! ", "stream.read(&mut buffer)"]);
    assert!(!expandida.contains("ANCHOR") && !expandida.contains("{{#"), "{expandida}");
}

#[test]
fn la_ficha_sale_del_catalogo() {
    contiene(
        "{{#leccion leccion6}}\n",
        &["class=\"ficha\"", "<code>8081</code> y <code>20001</code>", "RA3.a", "leccion3.html", "minutos"],
    );
}

#[test]
fn el_reto_sale_de_su_esqueleto_y_del_catalogo() {
    let expandida = contiene(
        "{{#retos leccion2}}\n",
        &[
            "### Envía y comprueba el eco {#reto-cliente_eco}",
            "Envía su entrada a un servidor de eco",
            "- pasan 2 segundos (entre 1,7 y 2,8 se dan por buenos) sin que se mueva un solo byte",
            "Pista 3 de 3",
            "<code>thread::scope</code>",
            "<span class=\"orden\">cargo run -- verificar cliente_eco</span>",
            "<span class=\"comentario\"># en otra terminal</span>\n<span class=\"orden\">echo &quot;¡Hola!&quot; | cargo run",
        ],
    );
    assert!(!expandida.contains("Pruébalo:   ") && !expandida.contains("//!"), "{expandida}");
}

#[test]
fn las_tablas_salen_enteras() {
    contiene("{{#criterios}}\n", &["| **RA3.b** |", "[`cliente_eco`](leccion2.md#reto-cliente_eco)", "| — |"]);
    contiene("{{#diagnosticos}}\n", &["| [R01](R01.md) | una lectura no es un mensaje |"]);
}

#[test]
fn los_avisos_se_titulan_y_llevan_lo_que_sea_dentro() {
    let texto = "> [!PROFE]\n> Antes de clase:\n>\n> ```console\n> $ cargo test\n> ok\n> ```\n\nFuera.\n";
    contiene(
        texto,
        &[
            "<div class=\"aviso aviso-profe\" role=\"note\">",
            "Para quien enseña",
            "<span class=\"orden\">cargo test</span>\nok",
            "</div>\n\n\nFuera.",
        ],
    );
    contiene("> [!OJO] Con `read`\n> No.\n", &["<p class=\"aviso-titulo\">Con <code>read</code></p>"]);
}

#[test]
fn en_la_consola_se_distingue_lo_que_se_teclea() {
    let con = contiene("```console\n$ nc <x>\nhola\n```\n", &["<span class=\"orden\">nc &lt;x&gt;</span>\nhola"]);
    assert!(!con.contains("```"));
    contiene(
        "```console\ncargo run   # el curso\n```\n",
        &["orden\">cargo run</span>   <span class=\"comentario\"># el curso"],
    );
    contiene(
        "```console\n# una nota\ncargo test\n```\n",
        &["<span class=\"comentario\"># una nota</span>\n<span class=\"orden\">cargo test</span>"],
    );
}

#[test]
fn las_salidas_y_los_cables_llevan_lo_guardado() {
    contiene("{{#salida bienvenida}}\n", &["<pre class=\"consola\">", "eco idéntico"]);
    let cable = contiene("{{#cable bienvenida}}\n", &["<figure class=\"cable\">", "role=\"img\"", "tabindex=\"0\""]);
    assert!(!cable.trim_end().contains("\n\n"), "una línea en blanco acabaría el bloque de HTML: {cable}");
}

#[test]
fn el_autotest_funciona_sin_programas() {
    let html = contiene(
        "{{#autotest leccion3}}\n",
        &[
            "<form class=\"autotest\"",
            "<fieldset data-correcta=",
            "<legend>1. ",
            "type=\"radio\" name=\"leccion3-1\" value=\"1\"",
            "role=\"status\"",
            "La respuesta",
        ],
    );
    assert!(!html.trim_end().contains("\n\n"));
}

#[test]
fn lo_que_esta_mal_se_dice_con_su_linea() {
    for (texto, esperado) in [
        ("a\n\n{{#retos no_hay}}\n", "3: no hay ninguna lección «no_hay»"),
        ("{{#leccion leccion9}}\n", "1: no hay ninguna lección «leccion9»"),
        ("{{#salida no-hay}}\n", "1: «no-hay» no está declarada en book/salidas.toml"),
        ("{{#cable no-hay}}\n", "1: «no-hay» no está declarado en book/cables.toml"),
        ("{{#autotest no-hay}}\n", "1: falta book/autotest/no-hay.toml"),
        ("{{#rato x}}\n", "1: no hay ninguna directiva «{{#rato x}}»"),
        ("{{#retos x}} y más\n", "1: la directiva «{{#retos x}} y más» no acaba con su línea"),
        ("{{#include x}}\n", "1: {{#include …}} va dentro de un bloque de código"),
        ("> [!NOTE]\n> x\n", "1: no hay ningún aviso «[!NOTE]»"),
    ] {
        let (expandida, defectos) = expandir(texto);
        assert!(defectos.len() == 1 && defectos[0].starts_with(esperado), "{texto}: {defectos:?}");
        assert!(texto.starts_with('>') || expandida.contains("class=\"defecto\""), "se ve en la página: {expandida}");
    }
}
