using Skills.Jinja.Text;

namespace Skills.Jinja.Builtins;

/// <summary>Filters the text behind a position of a buffer in place. Takes and gives whether it is markup.</summary>
internal delegate bool TailFilter(TextBuffer buffer, int start, bool markup);
