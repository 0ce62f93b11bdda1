namespace Skills.Jinja;

/// <summary>A string that is already safe HTML: autoescape and <c>escape</c> leave it as it is.</summary>
/// <param name="Text">The markup.</param>
public sealed record JinjaMarkup(string Text)
{
    /// <summary>Gives the markup itself.</summary>
    public override string ToString() => Text;
}
