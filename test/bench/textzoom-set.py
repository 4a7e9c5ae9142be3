"""What benchmarks and tests need of the reference tools: python3-lmdb and Pillow.

usage: textzoom-set.py make FOLDER COUNT   a TextZoom LMDB of rendered words
       textzoom-set.py read FOLDER         reads and decodes every pair; prints pairs per second as JSON
"""

import io
import json
import random
import sys
import time

import lmdb
from PIL import Image, ImageDraw, ImageFont

LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'


def encoded(image):
    buffer = io.BytesIO()
    image.save(buffer, 'PNG')
    return buffer.getvalue()


def rendered(number, rng):
    word = ''.join(rng.choices(LETTERS, k=rng.randint(2, 10)))
    paper, ink = rng.randint(150, 255), rng.randint(0, 90)
    image = Image.new('RGB', (128, 32), (paper, paper - number % 50, paper - number % 90))
    ImageDraw.Draw(image).text((rng.randint(2, 12), rng.randint(2, 14)), f'{word}', fill=(ink, ink, number % 90), font=FONT)
    noise = Image.frombytes('RGB', (128, 32), rng.randbytes(128 * 32 * 3))
    image = Image.blend(image, noise, 0.06)
    return image, image.resize((64, 16), Image.BICUBIC), word


def make(folder, count):
    rng = random.Random(1)
    environment = lmdb.open(folder, map_size=1 << 34)
    with environment.begin(write=True) as transaction:
        for number in range(1, count + 1):
            hr, lr, word = rendered(number, rng)
            transaction.put(b'image_hr-%09d' % number, encoded(hr))
            transaction.put(b'image_lr-%09d' % number, encoded(lr))
            transaction.put(b'label-%09d' % number, word.encode())
        transaction.put(b'num-samples', str(count).encode())


def read(folder):
    start = time.perf_counter()
    environment = lmdb.open(folder, readonly=True, lock=False)
    with environment.begin() as transaction:
        count = int(transaction.get(b'num-samples'))
        for number in range(1, count + 1):
            for side in (b'image_hr-', b'image_lr-'):
                Image.open(io.BytesIO(transaction.get(side + b'%09d' % number))).convert('RGB').load()
            transaction.get(b'label-%09d' % number).decode()
    print(json.dumps({'pairsPerSecond': count / (time.perf_counter() - start)}))


FONT = ImageFont.load_default()
if sys.argv[1] == 'make':
    make(sys.argv[2], int(sys.argv[3]))
else:
    read(sys.argv[2])
