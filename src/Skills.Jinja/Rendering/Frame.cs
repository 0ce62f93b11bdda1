using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>The variables of one run of a template, block, macro or recursive loop.</summary>
internal sealed class Frame(Value[] slots, Frame? outer, RenderContext context) : Scope
{
    internal readonly Value[] Slots = slots;
    internal readonly Frame? Outer = outer;
    internal readonly RenderContext Context = context;

    /// <summary>What the block or loop at work has set, for functions of the host that ask.</summary>
    internal Dictionary<string, Value>? Locals { get; set; }

    internal override bool Autoescape => Context.Autoescape;

    internal Frame Up(int hops)
    {
        var frame = this;
        for (; hops > 0; hops--)
        {
            frame = frame.Outer!;
        }

        return frame;
    }

    /// <summary>A variable by name, as functions of the host see it.</summary>
    internal override Value Lookup(string name) => Locals is not null && Locals.TryGetValue(name, out var value) ? value : Context.Resolve(name);
}
