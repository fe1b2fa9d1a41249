"""Groups of commands of which `list` is meant where none is named."""

from typing import Any

from typer.core import TyperGroup


class ListByDefault(TyperGroup):
    """`preserve incident --all` means `preserve incident list --all`."""

    default = "list"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own
        """Put `list` in front where no command is named."""
        is_named = bool(args) and (args[0] in ctx.help_option_names or self.is_command(args[0]))
        return super().parse_args(ctx, args if is_named else [self.default, *args])

    def is_command(self, word: str) -> bool:
        """Whether a word is a command, or a slip for one."""
        return not word.startswith("-")


class ListOfAnything(ListByDefault):
    """`preserve people SOURCE...` means `preserve people list SOURCE...`."""

    def is_command(self, word: str) -> bool:
        """Whether a word is a command; any other names a source."""
        return word in self.commands
