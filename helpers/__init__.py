"""What the notebooks of nn-handbook import. Nothing here hides a torch concept; each module's docstring tells more.

CONTRIBUTING.md draws who may import whom.
"""

from . import device as device
from .blocks import draw_block as draw_block
from .blocks import draw_moments as draw_moments
from .blocks import draw_numbers as draw_numbers
from .blocks import draw_sheet as draw_sheet
from .blocks import moments as moments
from .blocks import shared as shared
from .check import claim as claim
from .check import predict as predict
from .check import refused as refused
from .clips import draw_clips as draw_clips
from .clips import Sheet as Sheet
from .comparison import compare as compare
from .curves import draw_function as draw_function
from .curves import draw_input_after as draw_input_after
from .curves import value_and_slope as value_and_slope
from .depth import spread as spread
from .depth import through as through
from .explain import explain_errors as explain_errors
from .explain import explaining as explaining
from .figures import Picture as Picture
from .language import say as say
from .language import switch as switch
from .live import labelled as labelled
from .live import live as live
from .live import played as played
from .photos import photo as photo
from .reference import signature as signature
from .shapes import trace as trace
from .training import training as training
from .weights import draw_weights as draw_weights
from .windows import draw_window as draw_window
