namespace Skills.Jinja.Compilation;

/// <summary>The place of one variable.</summary>
internal sealed record Slot(Function Function, int Index, string Name);
