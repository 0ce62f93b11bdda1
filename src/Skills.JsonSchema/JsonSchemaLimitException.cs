namespace Skills.JsonSchema;

/// <summary>
/// A limit of <see cref="JsonSchemaOptions"/> was reached before a verdict: nothing is said about whether the instance is valid.
/// </summary>
/// <param name="message">A sentence naming the limit.</param>
/// <param name="location">The place in the schema that was being worked on, or <c>#</c>.</param>
/// <param name="innerException">What was caught underneath, if anything.</param>
public sealed class JsonSchemaLimitException(string message, string location, Exception? innerException = null)
    : JsonSchemaException(message, location, innerException);
