namespace Skills.Jinja.Compilation;

internal enum LoadKind : byte
{
    Parameter,
    Resolve,
    Alias,
    Undefined,
}
