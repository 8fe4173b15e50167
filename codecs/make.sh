#!/usr/bin/env bash
# Makes codecs.wasm anew: make.sh WORK OUTPUT. What it needs is in README.md.
# CODECS_CLANG and CODECS_LINKER name other programs of the same version.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 2 ] || { echo "usage: make.sh WORK OUTPUT" >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
output=$(realpath -m "$2")

clang=${CODECS_CLANG:-clang-19} linker=${CODECS_LINKER:-wasm-ld-19} version=19.1.7

fail() {
    echo "make.sh: $*" >&2
    exit 1
}

check_tools() {
    local tool
    for tool in "$clang" "$linker"; do
        command -v "$tool" > /dev/null || fail "$tool is missing: on Debian, apt-get install clang-19 lld-19"
        # Another version makes other code of the same source.
        "$tool" --version | grep -qF "$version" || fail "$tool is not of version $version"
    done
    command -v dpkg-deb > /dev/null || fail "dpkg-deb is missing"
}

# Archives that are there already are taken, if they are the right ones.
fetch() {
    local name _ file address digest
    mkdir -p archives
    while read -r name _ file address digest _; do
        case "$name" in '#'* | '') continue ;; esac
        [ -f "archives/$file" ] || curl -fsSL --retry 3 -o "archives/$file" "$address$file" || fail "could not fetch $address$file"
        echo "$digest  archives/$file" | sha256sum --check --quiet - || fail "archives/$file is not the file that sources.txt names"
        rm -rf "source/$name"
        mkdir -p "source/$name"
        case "$file" in
            *.deb) dpkg-deb -x "archives/$file" "source/$name" ;;
            *) tar -xf "archives/$file" -C "source/$name" --strip-components=1 ;;
        esac
    done < "$here/sources.txt"
}

# The Huffman decoder gathers bits in 64 of them where the machine has such registers. It knows that of x86-64 with short pointers, not of WebAssembly.
adapt() {
    sed -i 's/(*defined(__x86_64__) \&\& defined(__ILP32__))*/defined(__wasm__)/' source/libjpeg-turbo/src/jdhuff.h source/libjpeg-turbo/src/jdhuff.c
    grep -q 'defined(__wasm__)' source/libjpeg-turbo/src/jdhuff.h && grep -q 'defined(__wasm__)' source/libjpeg-turbo/src/jdhuff.c ||
        fail "jdhuff is not as expected"

    # SIMDe's headers alone, without the rest of the system's.
    mkdir -p include
    ln -sfn ../source/simde/usr/include/simde include/simde
    ln -sfn "$here" codecs
}

common=(--target=wasm32-unknown-unknown -mcpu=mvp -msimd128 -msign-ext -mnontrapping-fptoint -O3 -std=gnu11 -DNDEBUG -fno-ident
    -ffunction-sections -fdata-sections -fvisibility=hidden -nostdlibinc -isystem codecs/include -isystem include)

jpeg=source/libjpeg-turbo
jpeg_flags=(-w -DNO_GETENV -DNO_PUTENV -DNEON_INTRINSICS -Icodecs/settings -I$jpeg/src -I$jpeg/simd/arm -Icodecs)
jpeg_sources=(jaricom jcomapi jdapimin wrapper/jdapistd-8 jdarith wrapper/jdcoefct-8 wrapper/jdcolor-8 wrapper/jddctmgr-8 jdhuff jdinput
    wrapper/jdmainct-8 jdmarker jdmaster jdphuff wrapper/jdpostct-8 wrapper/jdsample-8 wrapper/jidctint-8 wrapper/jidctred-8 jmemmgr jmemnobs
    jpeg_nbits wrapper/jutils-8)
jpeg_simd=(jdsample-neon)

zlib=source/zlib
zlib_flags=(-w -DNO_GZIP -DZ_SOLO -DZ_TESTW=8 -I$zlib)
zlib_sources=(adler32 crc32 inflate inftrees zutil)

png=source/libpng
png_flags=(-w -DZ_SOLO -DPNG_FILTER_OPTIMIZATIONS=choose_filters -Icodecs/settings -I$png -I$zlib)
png_sources=(png pngerror pngget pngmem pngpread pngread pngrio pngrtran pngrutil pngset pngtrans)

webp=source/libwebp
webp_flags=(-w -DWEBP_REDUCE_CSP -I$webp)
webp_fast=(-DWEBP_USE_SSE2 -DWEBP_USE_SSE41)
webp_sources=(dec/alpha_dec dec/buffer_dec dec/frame_dec dec/idec_dec dec/io_dec dec/quant_dec dec/tree_dec dec/vp8_dec dec/vp8l_dec
    dec/webp_dec demux/demux dsp/alpha_processing dsp/dec dsp/dec_clip_tables dsp/filters dsp/lossless dsp/rescaler dsp/upsampling dsp/yuv
    utils/bit_reader_utils utils/color_cache_utils utils/filters_utils utils/huffman_utils utils/quant_levels_dec_utils utils/random_utils
    utils/rescaler_utils utils/thread_utils utils/utils)
webp_simd=(dec_sse2 dec_sse41 filters_sse2 lossless_sse2 lossless_sse41 rescaler_sse2
    upsampling_sse2 upsampling_sse41 yuv_sse2 yuv_sse41)

objects=()
commands=()

# compile SOURCE OBJECT FLAG…
compile() {
    local source=$1 object=$2
    shift 2
    objects+=("object/$object.o")
    commands+=("$clang ${common[*]} $* -c $source -o object/$object.o")
}

compile_all() {
    rm -rf object
    mkdir -p object
    local name
    for name in entry heap; do
        compile "codecs/$name.c" "$name" -Wall -Wextra -Werror
    done
    compile codecs/png.c png -Wall -Wextra -Werror "${png_flags[@]:1}"
    compile codecs/filters.c filters "${png_flags[@]}"
    compile codecs/inflate_fast.c inflate_fast "${zlib_flags[@]}"
    compile codecs/webp.c webp -Wall -Wextra -Werror "${webp_flags[@]:1}"
    # Not to be turned into calls of themselves.
    compile codecs/library.c library -Wall -Wextra -Werror -fno-builtin -mbulk-memory
    compile codecs/absent.c absent "${jpeg_flags[@]}"
    for name in jpeg idct ycc jsimd; do
        compile "codecs/$name.c" "$name" "${jpeg_flags[@]}"
    done
    for name in "${jpeg_sources[@]}"; do
        compile "$jpeg/src/$name.c" "jpeg-${name##*/}" "${jpeg_flags[@]}"
    done
    for name in "${jpeg_simd[@]}"; do
        compile "$jpeg/simd/arm/$name.c" "jpeg-$name" "${jpeg_flags[@]}"
    done
    for name in "${zlib_sources[@]}"; do
        compile "$zlib/$name.c" "zlib-$name" "${zlib_flags[@]}"
    done
    for name in "${png_sources[@]}"; do
        compile "$png/$name.c" "png-$name" "${png_flags[@]}"
    done
    for name in "${webp_sources[@]}"; do
        case "$name" in
            dsp/alpha_processing) compile "$webp/src/$name.c" "webp-${name##*/}" "${webp_flags[@]}" ;;
            *) compile "$webp/src/$name.c" "webp-${name##*/}" "${webp_flags[@]}" "${webp_fast[@]}" ;;
        esac
    done
    for name in "${webp_simd[@]}"; do
        compile "$webp/src/dsp/$name.c" "webp-$name" "${webp_flags[@]}" "${webp_fast[@]}"
    done
    printf '%s\n' "${commands[@]}" | nice xargs -P "$(nproc)" -I{} sh -c '{}'
}

# The stack stands below the data: a function that needs more than there is ends at address 0 instead of writing into it.
link() {
    mkdir -p "$(dirname "$output")"
    "$linker" --no-entry --gc-sections --strip-all --stack-first -z stack-size=32768 --max-memory=4294967296 -O2 -o "$output" "${objects[@]}"
}

check_tools
cd "$work"
fetch
adapt
compile_all
link
sha256sum "$output"
