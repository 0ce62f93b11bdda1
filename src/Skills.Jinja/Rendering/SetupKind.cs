namespace Skills.Jinja.Rendering;

internal enum SetupKind : byte
{
    Missing,
    Unresolved,
    Copy,
}
