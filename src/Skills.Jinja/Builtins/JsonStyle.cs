namespace Skills.Jinja.Builtins;

/// <summary>How <see cref="JsonWriter"/> writes: the arguments of Python's <c>json.dumps</c>, and <c>Html</c> for <c>&lt;&gt;&amp;'</c> as <c>\u…</c>.</summary>
internal sealed record JsonStyle(bool Ascii, bool Html, bool SortKeys, string? Indent, string ItemSeparator, string KeySeparator)
{
    internal static readonly JsonStyle Plain = new(false, false, false, null, ", ", ": ");

    internal static readonly JsonStyle Safe = new(true, true, true, null, ", ", ": ");
}
