using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>What a slot gets when its scope is entered.</summary>
internal readonly record struct SlotSetup(int Index, SetupKind Kind, int Hops, int Source)
{
    internal static void Apply(SlotSetup[] all, Frame frame)
    {
        foreach (var setup in all)
        {
            frame.Slots[setup.Index] = setup.Kind switch
            {
                SetupKind.Missing => Value.Missing,
                SetupKind.Unresolved => default,
                _ => frame.Up(setup.Hops).Slots[setup.Source],
            };
        }
    }
}
