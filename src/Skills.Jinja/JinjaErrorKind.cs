using System.Text.Json.Serialization;

namespace Skills.Jinja;

/// <summary>What went wrong in a template. The kinds follow Python's exception families, so the same template fails the same way in both languages.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JinjaErrorKind>))]
public enum JinjaErrorKind
{
    /// <summary>The template text is no valid Jinja: found by <see cref="JinjaEnvironment.Parse"/>, or while a template it names is loaded.</summary>
    Syntax,

    /// <summary>A value that does not exist was used where one is needed.</summary>
    Undefined,

    /// <summary>The template reached for something the sandbox closes: an attribute beginning with <c>_</c>, a mutating method, an unsafe host function.</summary>
    Security,

    /// <summary>A template named by include, import or extends is not known to the loader, or there is no loader.</summary>
    TemplateNotFound,

    /// <summary>The template itself gave up: <c>raise_exception</c>, a missing required block, an unknown filter reached at run time.</summary>
    Runtime,

    /// <summary>A value has the wrong type, or a function was called with the wrong arguments (Python's TypeError).</summary>
    Type,

    /// <summary>A value has the right type but cannot be used (Python's ValueError).</summary>
    Value,

    /// <summary>Division by zero.</summary>
    Arithmetic,

    /// <summary>One of <see cref="JinjaLimits"/> was reached. The message names it and gives its value.</summary>
    Limit,
}
