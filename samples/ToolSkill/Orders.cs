using System.ComponentModel;

namespace Skills.Engine.ToolSkill;

/// <summary>What the tool is asked.</summary>
internal sealed record OrderQuery([property: Description("The order's number, such as A-17.")] string Number);

/// <summary>What the tool answers.</summary>
internal sealed record Order(string Number, string State, string Delivery);

/// <summary>Stands in for a database of orders.</summary>
internal static class Orders
{
    private static readonly Order[] All = [new("A-17", "shipped", "Tuesday"), new("B-2", "being packed", "Friday")];

    public static Order Find(string number) =>
        Array.Find(All, o => string.Equals(o.Number, number, StringComparison.OrdinalIgnoreCase))
        ?? throw new SkillToolException($"There is no order '{number}'. Ask the customer for the number.");
}
