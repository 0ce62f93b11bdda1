namespace Skills.JsonSchema;

/// <summary>A schema that cannot be compiled: malformed, referring to something unknown, or beyond a limit.</summary>
/// <param name="message">A sentence naming what was found and what is allowed.</param>
/// <param name="location">The place in the schema; see <see cref="Location"/>.</param>
/// <param name="innerException">What was caught underneath, if anything.</param>
public class JsonSchemaException(string message, string location, Exception? innerException = null)
    : Exception($"{location}: {message}", innerException)
{
    /// <summary>
    /// Where in the schema the fault lies: the base URI of the schema resource followed by a JSON Pointer in its
    /// fragment, such as <c>https://example.org/order#/properties/total/minimum</c>, or <c>#</c> for the root of a schema without <c>$id</c>.
    /// </summary>
    public string Location { get; } = location;

    /// <summary>Whether a reference is at fault, and not how a keyword is written.</summary>
    internal bool IsOfReference { get; init; }
}
