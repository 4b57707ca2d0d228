//! Las máquinas puras de los ficheros, contra redes mucho peores que las de verdad.
