using Skills.JsonSchema;
using Skills.JsonSchema.Instances;

namespace Skills.Benchmarks;

/// <summary>Evaluation alone over the flat form, laid out beforehand, which the public methods build again each time.</summary>
internal static class FlatForm
{
    public static Action Prepare(JsonSchemaValidator schema, byte[] bytes)
    {
        var tape = new Tape();
        tape.Read(bytes, 64);
        return () => schema.IsValid(bytes, tape);
    }
}
