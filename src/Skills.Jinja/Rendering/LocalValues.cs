using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal static class LocalValues
{
    /// <summary>The variables around a place that hold something.</summary>
    internal static Dictionary<string, Value> Of(Frame frame, (string Name, int Hops, int Slot)[] locals)
    {
        var values = new Dictionary<string, Value>(locals.Length);
        foreach (var (name, hops, slot) in locals)
        {
            var value = frame.Up(hops).Slots[slot];
            if (!value.IsMissing)
            {
                values[name] = value;
            }
        }

        return values;
    }
}
