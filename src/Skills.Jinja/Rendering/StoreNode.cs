using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A place values are written to.</summary>
internal abstract class StoreNode
{
    internal abstract void Store(TemplateState state, Frame frame, Value value);

    /// <summary>What was stored: a tuple of its names' values, for several names.</summary>
    internal abstract Value Read(Frame frame);
}
