// The way to the iframe: a hello from its window, then one message port.

const MESSAGE_CHARACTERS_MAX = 256 * 1024;

/**
 * The connection to the frame of an element. `opened(port)` is called when its script says hello,
 * before it gets the other port; `heard(message)` with each message that could be one.
 */
export function connection(origin, opened, heard) {
  let deafen = () => {};

  const self = {
    frame: null,
    port: null,
    hear({ data, origin: from, source }) {
      if (data === '{"type":"hello"}' && from === origin && source === self.frame?.contentWindow) open();
    },
    attach(frame) {
      self.frame = frame;
      deafen = hearWindow(self);
    },
    post: (message) => self.port?.postMessage(JSON.stringify(message)),
    /** Tells the frame's window, which hears before there is a port. */
    tell: (message, transfer) => self.frame?.contentWindow?.postMessage(message, origin, transfer),
    close() {
      deafen();
      self.port?.close();
      self.frame = self.port = null;
    },
  };

  /** The iframe's script runs, for the first time or again. */
  function open() {
    self.port?.close();
    const { port1, port2 } = new MessageChannel();
    self.port = port1;
    port1.onmessage = ({ data }) => {
      const message = read(data);
      if (message) heard(message);
    };
    opened(port1);
    self.tell('{"type":"port"}', [port2]);
  }

  return self;
}

/** A message from the iframe; what has another shape is dropped. */
function read(text) {
  if (typeof text !== "string" || text.length > MESSAGE_CHARACTERS_MAX) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Lets `connection` hear the window's messages for as long as somebody else holds it: a page that
 * throws an element's container away without a word keeps nothing of it. Returns what ends the
 * hearing.
 */
function hearWindow(connection) {
  const held = new WeakRef(connection);
  const listener = (event) => {
    const connection = held.deref();
    if (connection) connection.hear(event);
    else removeEventListener("message", listener);
  };
  addEventListener("message", listener);
  return () => removeEventListener("message", listener);
}
