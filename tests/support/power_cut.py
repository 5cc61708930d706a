"""What a disk holds after the power was cut: a folder, the log of what was done to it (tests/faults/faulty.c), and the rule that
only what was synced is sure to be there. A file's bytes are there since its last sync; a name is there since the last sync of
its folder (a rename, of either folder). With a `chance` (random.Random) each step that was not synced may have reached the
disk nevertheless."""
import os
import pathlib


class File:
    def __init__(self, data=b""):
        self.data, self.kept, self.pending = bytearray(data), bytearray(data), []

    def change(self, offset, data):
        """`data` None: cut off at `offset`."""
        self._apply(self.data, offset, data)
        self.pending.append((offset, data))

    @staticmethod
    def _apply(content, offset, data):
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        if data is None:
            del content[offset:]
        else:
            content[offset:offset + len(data)] = data

    def sync(self):
        self.kept, self.pending = bytearray(self.data), []

    def survives(self, chance):
        content = bytearray(self.kept)
        for change in self.pending:
            if chance and chance.random() < 0.5:
                self._apply(content, *change)
        return content


class Disk:
    """`names` is what the program sees, `kept` what is sure; both {path: File or None for a folder}."""

    def __init__(self, folder):
        self.names = {str(path): None if path.is_dir() else File(path.read_bytes())
                      for path in [pathlib.Path(folder), *pathlib.Path(folder).rglob("*")]}
        self.kept = dict(self.names)
        self.unsure = []  # changes of names: (folders, paths that go, paths that come)

    def _change(self, gone, come):
        for path in gone:
            self.names.pop(path, None)
        self.names.update(come)
        self.unsure.append(({os.path.dirname(path) for path in [*gone, *come]}, gone, come))

    def _keep(self, folder):
        left = []
        for change in self.unsure:
            if folder is None or folder in change[0]:
                for path in change[1]:
                    self.kept.pop(path, None)
                self.kept.update(change[2])
            else:
                left.append(change)
        self.unsure = left

    def step(self, what, offset, data, path, target):
        if what == "read":
            return
        if what == "create":
            self._change([], {path: File()})
        elif what == "mkdir":
            self._change([], {path: None})
        elif what == "unlink":
            self._change([path], {})
        elif what == "rename":
            self._change([path], {target: self.names[path]})
        elif what == "link":
            self._change([], {target: self.names[path]})
        elif what == "sync" and self.names.get(path) is None:
            self._keep(path)
        elif path in self.names:  # else a file without a name
            file = self.names[path]
            if what == "sync":
                file.sync()
            else:
                file.change(offset, data if what == "write" else None)

    def image(self, chance=None):
        """What the disk holds now: {path: bytes, None for a folder}."""
        names = dict(self.kept)
        for _, gone, come in self.unsure:
            if chance and chance.random() < 0.5:
                for path in gone:
                    names.pop(path, None)
                names.update(come)
        return {path: file and bytes(file.survives(chance)) for path, file in sorted(names.items())}


def write_image(image):
    """Makes the folder what Disk.image says; it must not be there."""
    for path, content in image.items():
        if content is None:
            os.makedirs(path, exist_ok=True)
    for path, content in image.items():
        if content is not None and os.path.isdir(os.path.dirname(path)):
            pathlib.Path(path).write_bytes(content)


def read_log(path):
    """The steps of a log, as arguments of Disk.step."""
    data, at = pathlib.Path(path).read_bytes(), 0
    while at < len(data):
        end = data.index(b"\n", at)
        _, what, offset, length, names = data[at:end].decode("utf-8", "surrogateescape").split(" ", 4)
        at, written = end + 1, None
        if what == "write":
            written = data[at:at + int(length)]
            at += int(length) + 1
        name, _, target = names.partition("\t")
        yield what, int(offset), written, name, target
