namespace Skills.Jinja.Rendering;

/// <summary>Whether a piece of a template escapes what it prints, as far as that is known when it is compiled.</summary>
internal enum EscapeMode : byte
{
    Off,
    On,
    Volatile,
}
