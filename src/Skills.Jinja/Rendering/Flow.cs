namespace Skills.Jinja.Rendering;

/// <summary>How a statement ended.</summary>
internal enum Flow : byte
{
    Next,
    Break,
    Continue,
}
