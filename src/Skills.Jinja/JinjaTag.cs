namespace Skills.Jinja;

/// <summary>A tag of the host, such as <c>{% note "urgent", color="red" %}…{% endnote %}</c>.</summary>
/// <remarks>
/// Its arguments are written as those of a call, without parentheses. What the function gives is printed as <c>{{ value }}</c> would print it, and nothing for null.
/// Under autoescape, return <see cref="JinjaMarkup"/> for HTML.
/// </remarks>
public sealed class JinjaTag
{
    /// <summary>Initializes a tag.</summary>
    /// <param name="function">Called where the tag is. <see cref="JinjaArguments.RenderBody"/> gives the text between the tag and its end.</param>
    /// <param name="hasBody">Whether the tag has a body, which ends at <c>{% endNAME %}</c>.</param>
    public JinjaTag(JinjaFunction function, bool hasBody = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        (Function, HasBody) = (function, hasBody);
    }

    /// <summary>Gets the function that is called where the tag is.</summary>
    public JinjaFunction Function { get; }

    /// <summary>Gets a value indicating whether the tag has a body.</summary>
    public bool HasBody { get; }
}
