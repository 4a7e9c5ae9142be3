"""Milliseconds of a training step of TSRN and of CRNN in PyTorch, as JSON. Arguments: batch, steps.

The networks have the layers of the published ones, the loss, the clipping and Adam those of `models/training/step.ts`.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn

BATCH, STEPS = int(sys.argv[1]), int(sys.argv[2])


class GruBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)
        self.gru = nn.GRU(channels, channels // 2, bidirectional=True, batch_first=True)

    def forward(self, x):
        y = self.conv(x).permute(0, 2, 3, 1)
        n, h, w, c = y.shape
        return self.gru(y.reshape(n * h, w, c))[0].reshape(n, h, w, c).permute(0, 3, 1, 2)


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.down, self.across = GruBlock(channels), GruBlock(channels)

    def forward(self, x):
        y = self.norm2(self.conv2(nn.functional.mish(self.norm1(self.conv1(x)))))
        return self.across(x + self.down(y.transpose(2, 3)).transpose(2, 3))


class Tsrn(nn.Module):
    def __init__(self, channels=64, planes=4):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(planes, channels, 9, padding=4), nn.PReLU())
        self.blocks = nn.Sequential(*(ResidualBlock(channels) for _ in range(5)))
        self.tail = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels))
        self.up = nn.Conv2d(channels, 4 * channels, 3, padding=1)
        self.last = nn.Conv2d(channels, planes, 9, padding=4)

    def forward(self, x):
        first = self.first(x)
        y = first + self.tail(self.blocks(first))
        return torch.tanh(self.last(nn.functional.mish(nn.functional.pixel_shuffle(self.up(y), 2))))


class Crnn(nn.Module):
    def __init__(self, classes=37, hidden=256):
        super().__init__()
        layers, channels = [], 1
        sizes = [(64, 3, 1), (128, 3, 1), (256, 3, 1), (256, 3, 1), (512, 3, 1), (512, 3, 1), (512, 2, 0)]
        for i, (out, kernel, padding) in enumerate(sizes):
            layers.append(nn.Conv2d(channels, out, kernel, padding=padding))
            if i in (2, 4, 6):
                layers.append(nn.BatchNorm2d(out))
            layers.append(nn.ReLU())
            if i in (0, 1):
                layers.append(nn.MaxPool2d(2, 2))
            if i in (3, 5):
                layers.append(nn.MaxPool2d((2, 2), (2, 1), (0, 1)))
            channels = out
        self.cnn = nn.Sequential(*layers)
        self.rnn1, self.out1 = nn.LSTM(512, hidden, bidirectional=True), nn.Linear(2 * hidden, hidden)
        self.rnn2, self.out2 = nn.LSTM(hidden, hidden, bidirectional=True), nn.Linear(2 * hidden, classes)

    def forward(self, x):
        y = self.cnn(x).squeeze(2).permute(2, 0, 1)
        return self.out2(self.rnn2(self.out1(self.rnn1(y)[0]))[0])


def magnitude(image):
    padded = nn.functional.pad(image[:, :3], (1, 1, 1, 1))
    dx = (padded[:, :, 1:-1, 2:] - padded[:, :, 1:-1, :-2]) / 2
    dy = (padded[:, :, :-2, 1:-1] - padded[:, :, 2:, 1:-1]) / 2
    return torch.sqrt(dx**2 + dy**2 + 1e-6)


def tsrn_loss(net):
    x, target = torch.rand(BATCH, 4, 16, 64), torch.rand(BATCH, 4, 32, 128)
    output = net(x)
    profile = (magnitude(output) - magnitude(target)).abs().mean()
    return 100 * (((output - target) ** 2).mean() + 1e-4 * profile)


def crnn_loss(net):
    logits = net(torch.rand(BATCH, 1, 32, 100)).log_softmax(2)
    labels = torch.tensor([1, 2, 3, 4, 5, 6] * BATCH)
    frames, lengths = torch.full((BATCH,), logits.shape[0]), torch.full((BATCH,), 6)
    return nn.functional.ctc_loss(logits, labels, frames, lengths, zero_infinity=True)


def milliseconds(net, loss, clip):
    optimiser = torch.optim.Adam(net.parameters(), 1e-4)
    times = []
    for _ in range(STEPS + 1):
        start = time.perf_counter()
        optimiser.zero_grad()
        value = loss(net)
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), clip)
        optimiser.step()
        value.item()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


print(json.dumps({
    'device': f'PyTorch {torch.__version__}, {torch.get_num_threads()} threads',
    'tsrn': milliseconds(Tsrn(), tsrn_loss, 0.25),
    'crnn': milliseconds(Crnn(), crnn_loss, 5),
}))
