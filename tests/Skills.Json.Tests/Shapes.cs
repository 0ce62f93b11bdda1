using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Skills.Json.Tests;

internal enum Progress
{
    NotStarted,
    InProgress,
    Done,
}

[Flags]
internal enum Days
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Square), "square")]
[JsonDerivedType(typeof(Circle), "circle")]
internal abstract record Shape;

internal sealed record Square(int SideLength) : Shape;

internal sealed record Circle(double Radius, Shape? Inner = null) : Shape;

internal sealed record Node(string Value, List<Node> Children);

internal sealed record Word(int TotalCount, Dictionary<string, int> ByWord);

internal sealed record One<T>(T Value);

internal sealed record Names(string FirstName, List<string> Tags, Dictionary<string, string> Notes, string? MiddleName = null);

internal sealed class Basket
{
    public List<int> Items { get; } = [];

    public required string Owner { get; set; }
}

internal sealed record Open(string Name)
{
    [JsonExtensionData]
    public Dictionary<string, object>? More { get; set; }
}

internal sealed record Ticket(
    [Description("One sentence.")][StringLength(80, MinimumLength = 3)] string Title,
    [Range(1, 5)] int Priority,
    Progress State,
    [RegularExpression("[A-Z]{3}-[0-9]+")] string? Reference,
    DateOnly Due,
    [Length(1, 3)] List<string> Labels,
    Dictionary<Progress, int> Counts,
    Node? Tree = null,
    List<string?>? Remarks = null);
