namespace Skills.Jinja.Compilation;

/// <summary>A stretch of code with variables of its own at run time: a template, block, macro or recursive loop.</summary>
internal sealed class Function(Function? outer)
{
    internal Function? Outer => outer;

    internal int SlotCount { get; private set; }

    /// <summary>Whether code inside makes macros, which keep a frame alive.</summary>
    internal bool IsCaptured { get; set; }

    internal Slot NewSlot(string name) => new(this, SlotCount++, name);
}
