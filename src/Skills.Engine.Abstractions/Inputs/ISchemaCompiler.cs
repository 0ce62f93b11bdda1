using System.Text.Json;

namespace Skills.Engine;

/// <summary>Compiles JSON Schemas. Replace it to bring another validator.</summary>
public interface ISchemaCompiler
{
    /// <summary>Compiles a schema once; the result is kept and shared between threads.</summary>
    /// <exception cref="SchemaCompileException">The schema is wrong; the message names the place.</exception>
    ICompiledSchema Compile(JsonElement schema);
}

/// <summary>A compiled schema; thread-safe.</summary>
public interface ICompiledSchema
{
    /// <summary>Every violation, in document order; empty when the value is valid.</summary>
    IReadOnlyList<SchemaFinding> Validate(JsonElement value);

    /// <summary>The value with the schema's <c>default</c>s in place of what is absent; the same value when nothing is.</summary>
    JsonElement ApplyDefaults(JsonElement value);
}

/// <summary>One violation of a schema.</summary>
/// <param name="Path">JSON Pointer into the value.</param>
/// <param name="SchemaPath">Absolute keyword location in the schema.</param>
/// <param name="Keyword">The keyword violated, such as <c>required</c>.</param>
/// <param name="Message">A sentence; quotes a shortened value.</param>
public sealed record SchemaFinding(string Path, string SchemaPath, string Keyword, string Message);

/// <summary>A schema that cannot be compiled.</summary>
public sealed class SchemaCompileException : Exception
{
    /// <summary>For implementers without a message.</summary>
    public SchemaCompileException() { }

    /// <inheritdoc cref="SchemaCompileException()"/>
    public SchemaCompileException(string message) : base(message) { }

    /// <inheritdoc cref="SchemaCompileException()"/>
    public SchemaCompileException(string message, Exception? innerException) : base(message, innerException) { }
}
