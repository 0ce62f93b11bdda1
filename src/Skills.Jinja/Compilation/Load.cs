namespace Skills.Jinja.Compilation;

internal readonly record struct Load(LoadKind Kind, Slot? Source = null);
