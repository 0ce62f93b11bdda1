using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Defaults;
using Skills.JsonSchema.Evaluation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Reporting;

namespace Skills.JsonSchema;

/// <summary>
/// A compiled JSON Schema of draft 2020-12, 2019-09, 7, 6 or 4. Compile once, keep, and use from any number of threads.
/// </summary>
/// <remarks>
/// Schemas and instances may come from strangers: nothing is ever fetched, and whatever a schema or an instance tries
/// ends in a verdict or in an exception named here. Of properties that appear twice in an object, each one is checked and counted.
/// </remarks>
public sealed class JsonSchemaValidator
{
    private readonly CompiledSchema _compiled;

    private JsonSchemaValidator(CompiledSchema compiled) => _compiled = compiled;

    /// <summary>The schema itself, for tools that read it: its properties, subschemas, types and defaults.</summary>
    public JsonSubschema Root => JsonSubschema.Of(_compiled.Root)!;

    /// <summary>Compiles a schema. The element is copied, so its document may be disposed afterwards.</summary>
    /// <param name="schema">The schema: an object or a boolean.</param>
    /// <param name="options">Settings; read now and not kept. The defaults when null.</param>
    /// <exception cref="JsonSchemaException">
    /// The schema is malformed, refers to a document that was not handed over, would apply itself to the same value without end,
    /// or holds a regular expression that is not one of ECMA-262.
    /// </exception>
    /// <exception cref="JsonSchemaLimitException">The schema is beyond a limit of the options.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static JsonSchemaValidator Compile(JsonElement schema, JsonSchemaOptions? options = null)
    {
        options ??= new JsonSchemaOptions();
        options.Check();
        return new(SchemaCompiler.Compile(schema, options));
    }

    /// <summary>A validator for one schema within a compiled one, with the limits that was compiled under. Dynamic references see no scope above it.</summary>
    /// <param name="schema">Any schema of it.</param>
    public static JsonSchemaValidator For(JsonSubschema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(schema.Views.Rooted(schema.Node));
    }

    /// <summary>The resolved view of the root: what the schema and all it refers to say about the instance. Made when first asked for.</summary>
    public SchemaView View => SchemaView.Of(Root);

    /// <summary>Tells whether an instance is valid. Allocates nothing when it is.</summary>
    /// <param name="instance">Any JSON value; its document must not be disposed meanwhile.</param>
    /// <exception cref="JsonSchemaLimitException">A limit was reached before a verdict.</exception>
    public bool IsValid(JsonElement instance)
    {
        ThrowIfUndefined(instance);
        return new Evaluator<ElementInstance, JsonElement, JsonElement.ObjectEnumerator, JsonElement.ArrayEnumerator>(_compiled, default).Run(instance);
    }

    /// <summary>Tells whether a JSON text is valid, without building a document. Allocates nothing once warm.</summary>
    /// <param name="utf8">One JSON value in UTF-8, without byte order mark.</param>
    /// <exception cref="JsonException">The text is not JSON, or nested deeper than <see cref="JsonSchemaOptions.MaxDepth"/>.</exception>
    /// <exception cref="JsonSchemaLimitException">A limit was reached before a verdict.</exception>
    public bool IsValid(ReadOnlySpan<byte> utf8)
    {
        var buffers = _compiled.Buffers.Rent();
        try
        {
            buffers.Tape.Read(utf8, _compiled.MaxDepth);
        }
        catch
        {
            _compiled.Buffers.Return(buffers);
            throw;
        }

        return IsValid(new TapeInstance(utf8, buffers.Tape.Rows), buffers);
    }

    /// <summary>Tells whether the value a reader stands on is valid, and leaves the reader on the value's last token.</summary>
    /// <param name="reader">Stands on the value, on the property name before it, or at its start. It must hold the whole value.</param>
    /// <exception cref="JsonException">The text is not JSON, or ends before the value does.</exception>
    /// <exception cref="JsonSchemaLimitException">A limit was reached before a verdict.</exception>
    public bool IsValid(ref Utf8JsonReader reader)
    {
        var buffers = _compiled.Buffers.Rent();
        try
        {
            buffers.Tape.Read(ref reader, buffers.Text);
        }
        catch
        {
            _compiled.Buffers.Return(buffers);
            throw;
        }

        return IsValid(new TapeInstance(buffers.Text.Bytes, buffers.Tape.Rows), buffers);
    }

    /// <summary>Finds every fault of an instance. Reaching a limit is a fault too: see <see cref="SchemaValidationResult.IsUndecided"/>.</summary>
    /// <param name="instance">Any JSON value.</param>
    public SchemaValidationResult Validate(JsonElement instance)
    {
        try
        {
            if (IsValid(instance))
            {
                return SchemaValidationResult.Valid;
            }
        }
        catch (JsonSchemaLimitException exception)
        {
            return new([Limit(exception)]) { IsUndecided = true };
        }

        return Explain(instance);
    }

    /// <summary>Evaluates an instance completely and gives the result in a standard output format (2020-12 core, section 12).</summary>
    /// <param name="instance">Any JSON value.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="JsonSchemaLimitException">
    /// A limit was reached before a verdict. As everything is recorded, no more than 1,000 levels and 1,000,000 steps are taken.
    /// </exception>
    public JsonElement Evaluate(JsonElement instance, SchemaOutputFormat format)
    {
        ThrowIfUndefined(instance);
        return Guard(() => OutputWriter.Write(Collector.Run(_compiled, instance, full: true).Trace!, format));
    }

    /// <summary>Lists what the schemas say about an instance: titles, defaults, formats, unknown keywords. Empty when it is not valid.</summary>
    /// <param name="instance">Any JSON value.</param>
    /// <exception cref="JsonSchemaLimitException">A limit was reached; those of <see cref="Evaluate"/> hold.</exception>
    public IReadOnlyList<SchemaAnnotation> Annotate(JsonElement instance)
    {
        ThrowIfUndefined(instance);
        return Guard(() => AnnotationList.From(Collector.Run(_compiled, instance, full: true).Trace!));
    }

    /// <summary>Fills in properties that are missing and have a <c>default</c>, at every depth, defaults within defaults included.</summary>
    /// <param name="instance">Any JSON value, valid or not.</param>
    /// <returns>
    /// A new element with the missing properties appended, or the same element when none was missing. Schemas are followed through
    /// references, <c>allOf</c>, the branch of <c>if</c> that applies, and the first alternative of <c>anyOf</c> and <c>oneOf</c> that
    /// the instance as given matches. The defaults themselves are not validated.
    /// </returns>
    /// <exception cref="JsonSchemaLimitException">A limit was reached.</exception>
    public JsonElement ApplyDefaults(JsonElement instance)
    {
        ThrowIfUndefined(instance);
        return _compiled.Defaults.IsEmpty ? instance : WithDefaults(instance);
    }

    private JsonElement WithDefaults(JsonElement instance) => Guard(() =>
    {
        var buffers = _compiled.Buffers.Rent();
        try
        {
            var patch = new DefaultsPlanner(_compiled, buffers).Plan([_compiled.Root], instance);
            return patch is null ? instance : DefaultsWriter.Write(instance, patch);
        }
        finally
        {
            _compiled.Buffers.Return(buffers);
        }
    });

    private SchemaValidationResult Explain(JsonElement instance)
    {
        try
        {
            return Guard(() =>
            {
                var collected = Collector.Run(_compiled, instance, full: false);
                var errors = ErrorList.From(collected, _compiled.MaxErrors);
                var isLong = errors.Count > _compiled.MaxErrors;
                if (isLong)
                {
                    errors.RemoveRange(_compiled.MaxErrors, errors.Count - _compiled.MaxErrors);
                }

                return new SchemaValidationResult(errors) { IsTruncated = isLong || collected.IsTruncated };
            });
        }
        catch (JsonSchemaLimitException exception)
        {
            return new([Limit(exception)]) { IsTruncated = true };
        }
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new JsonSchemaLimitException("The instance is nested too deeply for this thread's stack.", "#", exception);
        }
    }

    private bool IsValid(TapeInstance instance, EvaluationBuffers? buffers) =>
        new Evaluator<TapeInstance, int, TapeCursor, TapeCursor>(_compiled, instance, buffers).Run(0);

    private static SchemaError Limit(JsonSchemaLimitException exception) => new("", exception.Location, "", exception.Message);

    private static void ThrowIfUndefined(JsonElement instance)
    {
        if (instance.ValueKind == JsonValueKind.Undefined)
        {
            throw new ArgumentException("The element holds no value.", nameof(instance));
        }
    }
}
