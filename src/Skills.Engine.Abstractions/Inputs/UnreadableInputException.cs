using Skills.Json;

namespace Skills.Engine.Inputs;

/// <summary>A value of a type of which nothing is known without reflection. Inside the door only.</summary>
internal sealed class UnreadableInputException(IReadOnlyList<string> path, Type type) : Exception
{
    /// <summary>Gets the sentence for the result. It contains no value.</summary>
    public override string Message
    {
        get
        {
            var what = path.Count == 0 ? "the inputs" : $"the input '/{string.Join('/', path.Select(JsonPointer.Escape))}'";
            return AnonymousType.Is(type)
                ? $"This program was published without reflection, so {what} of an anonymous type cannot be read. Write SkillInputs.From(new {{ … }}), or use a dictionary."
                : $"This program was published without reflection, so {what} of the type {type.Name} cannot be read. Pass SkillInputs.From(value, MyJsonContext.Default.{type.Name}), a dictionary or a JsonElement.";
        }
    }
}
