// The pipeline's state machine and the actor that carries out what it asks for.
