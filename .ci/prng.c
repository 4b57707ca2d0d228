/* Los bytes al azar que pide `std` en Windows (ProcessPrng, de bcryptprimitives.dll). Wine 8 no trae esa biblioteca, así
 * que se hace con lo que sí trae: RtlGenRandom, que admite trozos de hasta 4 GiB. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *donde, SIZE_T faltan)
{
    while (faltan > 0) {
        ULONG trozo = faltan > MAXLONG ? MAXLONG : (ULONG)faltan;
        if (!RtlGenRandom(donde, trozo))
            return FALSE;
        donde += trozo;
        faltan -= trozo;
    }
    return TRUE;
}
