using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>A call in an answer. Arguments that are no object are null.</summary>
internal sealed record LabCall(string Id, string Name, JsonObject? Input);
