"""How the server of `make lab` talks to the page: each message goes out at once.

A server's small messages otherwise wait until the page has acknowledged the one before, which takes it 40 ms (Nagle's
algorithm and delayed acknowledgement): a picture under a moving slider would show 22 frames a second instead of 60.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The kernel's connection to the page, without the wait."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c.ServerApp.kernel_websocket_connection_class = PromptConnection  # noqa: F821 - Jupyter defines `c`
